import type { Content } from 'pdfmake/interfaces.js';
import { barChart } from '#shared/charts/bars.ts';
import type { Chart } from '#shared/charts/chart.ts';
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
import { toSvg } from '#shared/charts/svg.ts';
import type { Report } from '#shared/domain/report.ts';
import { note, section, textSize, fontFamily, contentWidth, paper, smallSize } from './style.ts';
import type { Writing } from './writing.ts';

const drawn = (chart: Chart): Content => ({ svg: toSvg(chart, paper, fontFamily), width: chart.width });
const height = 118;

/** Volume and rejects over the period, and over the day where the period is longer than two. */
export function countCharts(report: Report, { texts, format, verdict: names }: Writing): Content[] {
  const { unit } = report.intervals;
  const write = format.count;
  const base = { width: contentWidth, write, size: smallSize };
  const rejects = rejectSeries(names);
  const label = (utc: string): string => format.interval(unit, utc);
  return [
    ...section(
      `${texts.section.volume} ${texts.by[unit]}`,
      drawn(
        barChart({
          ...base,
          height,
          series: volumeSeries({ accepted: texts.accepted, notAccepted: texts.notAccepted }),
          rows: intervalRows(report, 'volume', label),
        }),
      ),
    ),
    ...section(
      `${texts.section.rejects} ${texts.by[unit]}`,
      drawn(barChart({ ...base, height, series: rejects, rows: intervalRows(report, 'rejects', label) })),
    ),
    ...(unit === 'hour'
      ? []
      : section(texts.section.hours, drawn(barChart({ ...base, height: height - 16, series: rejects, rows: hourRows(report) })))),
  ];
}

export function reasonChart(report: Report, { texts, format, reason }: Writing): Content[] {
  if (report.reasons.length === 0) return section(texts.section.reasons, { text: texts.noRejects, fontSize: textSize });
  const chart = paretoChart({
    width: contentWidth,
    rows: reasonRows(report, reason),
    writeCount: format.count,
    writeShare: format.percent,
    size: 7.5,
  });
  return section(texts.section.reasons, drawn(chart), note(texts.paretoHint));
}

/** Nothing where no model names kinds. */
export function kindChart(report: Report, { texts, format }: Writing): Content[] {
  if (report.defectKinds.length === 0) return [];
  const chart = paretoChart({
    width: contentWidth,
    rows: kindRows(report, texts.unknownKind),
    writeCount: format.count,
    writeShare: format.percent,
    size: 7.5,
  });
  return section(texts.section.kinds, drawn(chart), note(texts.kindsHint));
}

export function scoresChart(report: Report, { texts, format }: Writing): Content[] {
  const rows = scoreRows(report);
  const from = rows[0]?.from;
  const to = rows.at(-1)?.to;
  if (from === undefined || to === undefined) return [];
  const chart = scoreChart({
    width: contentWidth,
    height: 150,
    rows,
    from,
    to,
    ...thresholdRows(report),
    names: { median: texts.median, band: texts.band, threshold: texts.threshold },
    write: format.score,
    writeTime: to - from > 4 * 86_400_000 ? format.day : format.minute,
    size: smallSize,
  });
  return section(texts.section.scores, drawn(chart));
}
