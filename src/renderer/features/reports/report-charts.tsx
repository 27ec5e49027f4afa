import type { ReactNode } from 'react';
import { barChart } from '#shared/charts/bars.ts';
import { paretoChart } from '#shared/charts/pareto.ts';
import {
  hourRows,
  intervalRows,
  kindRows,
  reasonRows,
  rejectSeries,
  scoreRows,
  thresholdRows,
  volumeSeries,
} from '#shared/charts/report-rows.ts';
import { scoreChart } from '#shared/charts/scores.ts';
import type { IntervalUnit, Report } from '#shared/domain/report.ts';
import { catalogues } from '#shared/i18n/index.ts';
import { currentLanguage } from '../../text/i18n.ts';
import { type Format, formatFor } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { ChartView } from './chart-view.tsx';
import classes from './reports.module.css';

const size = 13;

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={classes['section']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** The charts of the printed report, in the colours of the page. */
export function ReportCharts({ report }: { readonly report: Report }): ReactNode {
  const { t } = useText();
  // The clock that the figures were counted by; the station may go by another one today.
  const format = formatFor(currentLanguage(), report.timeZone);
  const { reason, verdictName } = catalogues[currentLanguage()];
  const { unit } = report.intervals;
  const label = intervalLabel(unit, format);
  const rejects = rejectSeries(verdictName);
  const rows = scoreRows(report);
  const from = rows[0]?.from;
  const to = rows.at(-1)?.to;
  const volumeTitle = `${t('reports.volume')} ${t(`reports.by.${unit}`)}`;
  const rejectsTitle = `${t('reports.rejects')} ${t(`reports.by.${unit}`)}`;
  const base = { height: 190, write: format.count, size };
  return (
    <>
      <Section title={volumeTitle}>
        <ChartView
          label={volumeTitle}
          draw={(width) =>
            barChart({
              ...base,
              width,
              series: volumeSeries({ accepted: t('run.ok'), notAccepted: t('reports.notAccepted') }),
              rows: intervalRows(report, 'volume', label),
            })
          }
        />
      </Section>
      <Section title={rejectsTitle}>
        <ChartView
          label={rejectsTitle}
          draw={(width) => barChart({ ...base, width, series: rejects, rows: intervalRows(report, 'rejects', label) })}
        />
      </Section>
      {unit !== 'hour' && (
        <Section title={t('reports.hours')}>
          <ChartView
            label={t('reports.hours')}
            draw={(width) => barChart({ ...base, width, series: rejects, rows: hourRows(report) })}
          />
        </Section>
      )}
      <Section title={t('reports.reasons')}>
        {report.reasons.length === 0 ? (
          <p className={classes['quiet']}>{t('reports.noRejects')}</p>
        ) : (
          <ChartView
            label={t('reports.reasons')}
            draw={(width) =>
              paretoChart({ width, rows: reasonRows(report, reason), writeCount: format.count, writeShare: format.percent, size })
            }
          />
        )}
      </Section>
      {report.defectKinds.length > 0 && (
        <Section title={t('reports.kinds')}>
          <ChartView
            label={t('reports.kinds')}
            draw={(width) =>
              paretoChart({
                width,
                rows: kindRows(report, t('part.kind.unknown')),
                writeCount: format.count,
                writeShare: format.percent,
                size,
              })
            }
          />
        </Section>
      )}
      {from !== undefined && to !== undefined && (
        <Section title={t('reports.scores')}>
          <ChartView
            label={t('reports.scores')}
            draw={(width) =>
              scoreChart({
                width,
                height: 230,
                rows,
                from,
                to,
                ...thresholdRows(report),
                names: { median: t('reports.median'), band: t('reports.band'), threshold: t('reports.threshold') },
                write: format.score,
                writeTime: (ms) =>
                  to - from > 4 * 86_400_000
                    ? format.date(new Date(ms))
                    : `${format.date(new Date(ms)).slice(5)} ${format.shortTime(new Date(ms))}`,
                size,
              })
            }
          />
        </Section>
      )}
    </>
  );
}

function intervalLabel(unit: IntervalUnit, format: Format): (utc: string) => string {
  switch (unit) {
    case 'hour':
      return (utc) => format.shortTime(utc);
    case 'day':
    case 'week':
      return (utc) => format.date(utc).slice(5);
    case 'month':
      return (utc) => format.date(utc).slice(0, 7);
    case 'year':
      return (utc) => format.date(utc).slice(0, 4);
  }
}
