import type { ReactNode } from 'react';
import type { Report } from '#shared/domain/report.ts';
import { Explained } from '../../components/explained.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './reports.module.css';

/** The six figures that everybody looks at first. */
export function ReportFigures({ report }: { readonly report: Report }): ReactNode {
  const { t, format } = useText();
  const { counters, yield: rate } = report;
  const share = (count: number): string => (counters.total === 0 ? '' : format.percent(count / counters.total));
  const interval = rate === null ? '' : t('reports.interval', { low: format.percent(rate.low), high: format.percent(rate.high) });
  const figures = [
    ['total', t('run.total'), format.count(counters.total), '', undefined],
    ['ok', t('run.ok'), format.count(counters.ok), share(counters.ok), undefined],
    ['ng', t('run.ng'), format.count(counters.ng), share(counters.ng), counters.ng > 0 ? 'fail' : undefined],
    [
      'review',
      t('run.review'),
      format.count(counters.review),
      share(counters.review),
      counters.review > 0 ? 'review' : undefined,
    ],
    ['error', t('run.error'), format.count(counters.error), share(counters.error), counters.error > 0 ? 'error' : undefined],
    ['yield', t('run.yield'), format.percent(rate?.share ?? null), interval, undefined],
  ] as const;
  return (
    <dl className={classes['figures']} data-testid={testIds.reportFigures}>
      {figures.map(([key, name, value, below, tone]) => (
        <div key={key} data-tone={tone}>
          <dt>
            <Explained term={key === 'yield' ? 'yieldInterval' : key}>{name}</Explained>
          </dt>
          <dd data-figure={key}>{value}</dd>
          <span>{below}</span>
        </div>
      ))}
    </dl>
  );
}
