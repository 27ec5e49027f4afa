import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Report } from '#shared/domain/report.ts';
import { ink, paper, rows, smallSize, textSize } from './style.ts';
import type { Writing } from './writing.ts';

/** What the report is about, and the six figures that everybody looks at first. */
export function summary(report: Report, writing: Writing): Content[] {
  const { texts, format } = writing;
  const modes = report.notCounted.map(({ mode, count }) => `${texts.mode[mode]} ${format.count(count)}`);
  return [
    { text: texts.title, bold: true, fontSize: 20, margin: [0, 0, 0, 8] },
    subject(report, writing),
    figures(report, writing),
    ...(report.counters.total === 0 ? [{ text: texts.noParts, margin: [0, 12, 0, 0] } satisfies Content] : []),
    ...(modes.length === 0
      ? []
      : [
          {
            text: texts.notCounted(modes.join(', ')),
            color: ink.dim,
            fontSize: smallSize,
            margin: [0, 4, 0, 0],
          } satisfies Content,
        ]),
  ];
}

/** The period as it was asked for, and as it stands on every page. */
export function periodOf({ scope, first, last }: Report, { texts, format }: Writing): string {
  const { from, to } = scope;
  if (from !== undefined && to !== undefined) return `${format.minute(from)} – ${format.minute(to)}`;
  if (from !== undefined) return texts.since(format.minute(from));
  if (to !== undefined) return texts.until(format.minute(to));
  if (first === null || last === null) return texts.allTime;
  return `${texts.allTime}: ${format.minute(first.utc)} – ${format.minute(last.utc)}`;
}

function subject(report: Report, writing: Writing): Content {
  const { texts, format } = writing;
  const { scope, station, first, last } = report;
  const fact = (name: string, value: string): TableCell[] => [{ text: name, color: ink.dim }, { text: value }];
  const left = [
    fact(texts.subject.station, station.name),
    fact(
      texts.subject.product,
      scope.productId === undefined ? productNames(report, texts.allProducts) : (scope.productName ?? scope.productId),
    ),
    fact(texts.subject.period, `${periodOf(report, writing)}\n${report.timeZone}`),
    ...(scope.lot === undefined ? [] : [fact(texts.subject.lot, scope.lot)]),
    ...(scope.supplierLot === undefined ? [] : [fact(texts.subject.supplierLot, scope.supplierLot)]),
  ];
  const rightSide = [
    fact(texts.subject.madeBy, report.madeBy),
    fact(texts.subject.madeAt, format.time(report.madeAtUtc)),
    fact(texts.subject.version, `Passline ${station.version}`),
    ...(first === null || last === null
      ? []
      : [fact(texts.subject.parts, texts.numbers(format.partNumber(first.number), format.partNumber(last.number)))]),
  ];
  const side = (body: TableCell[][]): Content => rows(['auto', '*'], body, 0);
  return {
    columns: [
      { width: '57%', ...sideBy(side(left)) },
      { width: '*', ...sideBy(side(rightSide)) },
    ],
    columnGap: 22,
  };
}

const sideBy = (content: Content): { stack: Content[] } => ({ stack: [content] });

/** All products that were on the line, as long as they can be read. */
function productNames({ recipes }: Report, all: string): string {
  const names = [...new Set(recipes.flatMap(({ productName }) => productName ?? []))];
  return names.length === 0 || names.length > 4 ? all : names.join(', ');
}

function figures({ counters, yield: rate }: Report, { texts, format }: Writing): Content {
  const share = (count: number): string => (counters.total === 0 ? '' : format.percent(count / counters.total));
  const cell = (name: string, value: string, below: string, colour: string): TableCell => ({
    stack: [
      { text: name, color: ink.dim, fontSize: smallSize },
      { text: value, bold: true, fontSize: 17, color: colour, margin: [0, 1, 0, 0] },
      { text: below, color: ink.dim, fontSize: smallSize },
    ],
    fillColor: ink.wash,
  });
  const state = (count: number, colour: string): string => (count === 0 ? ink.text : colour);
  const below = rate === null ? '' : texts.yieldInterval(format.percent(rate.low), format.percent(rate.high));
  const { figure } = texts;
  return {
    margin: [0, 14, 0, 0],
    table: {
      widths: ['*', '*', '*', '*', '*', 118],
      body: [
        [
          cell(figure.total, format.count(counters.total), '', ink.text),
          cell(figure.ok, format.count(counters.ok), share(counters.ok), ink.text),
          cell(figure.ng, format.count(counters.ng), share(counters.ng), state(counters.ng, ink.fail)),
          cell(figure.review, format.count(counters.review), share(counters.review), state(counters.review, paper.review)),
          cell(figure.error, format.count(counters.error), share(counters.error), state(counters.error, '#7a5200')),
          cell(figure.yield, rate === null ? '–' : format.percent(rate.share), below, ink.text),
        ],
      ],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (index: number) => (index === 0 || index === 6 ? 0 : 3),
      vLineColor: () => '#ffffff',
      paddingLeft: () => 7,
      paddingRight: () => 5,
      paddingTop: () => 6,
      paddingBottom: () => 6,
    },
    fontSize: textSize,
  };
}
