import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Report } from '#shared/domain/report.ts';
import { countCharts, kindChart, reasonChart, scoresChart } from './charts.ts';
import { gallery, type GalleryContent } from './gallery.ts';
import { contentWidth, fontFamily, ink, page, section, smallSize, textSize } from './style.ts';
import { periodOf, summary } from './summary.ts';
import { cycleTable, lotTable, problemTable, proofBlock, recipeTable, rejudgedBlock, thresholdTable } from './tables.ts';
import type { Writing } from './writing.ts';

/** The whole report as a document for pdfmake. */
export function reportDocument(report: Report, shown: GalleryContent, writing: Writing): TDocumentDefinitions {
  const { texts, format } = writing;
  const period = periodOf(report, writing);
  const empty = report.counters.total === 0;
  return {
    pageSize: 'A4',
    pageMargins: [page.left, page.top, page.right, page.bottom],
    defaultStyle: { font: fontFamily, fontSize: textSize, color: ink.text, lineHeight: 1.12 },
    info: {
      title: `${texts.title} – ${report.station.name} – ${period}`,
      author: report.madeBy,
      creator: `Passline ${report.station.version}`,
    },
    language: writing.language,
    header: () => ({
      margin: [page.left, 28, page.right, 0],
      stack: [
        {
          columns: [
            { text: 'Passline', bold: true, fontSize: 10, width: 'auto' },
            { text: texts.title, color: ink.dim, margin: [8, 1.2, 0, 0], width: '*' },
            { text: report.station.name, bold: true, alignment: 'right', margin: [0, 1.2, 0, 0], width: 'auto' },
          ],
        },
        rule(4),
      ],
    }),
    footer: (current, count) => ({
      margin: [page.left, 8, page.right, 0],
      stack: [
        rule(0),
        {
          margin: [0, 5, 0, 0],
          fontSize: smallSize,
          color: ink.dim,
          columns: [
            {
              text: `${texts.subject.period}: ${period}\n${texts.subject.madeBy}: ${report.madeBy}  ·  ${format.time(report.madeAtUtc)} ${report.timeZone}`,
              width: '*',
            },
            { text: texts.page(current, count), alignment: 'right', width: 110 },
          ],
        },
      ],
    }),
    content: [
      ...summary(report, writing),
      ...(empty
        ? []
        : [
            ...countCharts(report, writing),
            ...reasonChart(report, writing),
            ...kindChart(report, writing),
            ...scoresChart(report, writing),
          ]),
      ...thresholdTable(report, writing),
      ...cycleTable(report, writing),
      ...(empty ? [] : rejudgedBlock(report, writing)),
      ...lotTable(report, 'lots', writing),
      ...lotTable(report, 'supplierLots', writing),
      ...recipeTable(report, writing),
      ...method(writing),
      ...problemTable(report, writing),
      // Nobody signs an empty page: what the records prove stands above the lines.
      { stack: [...proofBlock(report, writing), release(writing)], unbreakable: true },
      ...gallery(report, shown, writing),
    ],
  };
}

const rule = (y: number): Content => ({
  canvas: [{ type: 'line', x1: 0, y1: y, x2: contentWidth, y2: y, lineWidth: 0.5, lineColor: ink.dim }],
});

function method({ texts }: Writing): Content[] {
  return section(texts.section.method, { ul: [...texts.method], color: ink.dim, fontSize: smallSize + 0.5 });
}

/** Lines to sign on. */
function release({ texts }: Writing): Content {
  const line = (name: string): Content => ({
    stack: [
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: contentWidth / 3 - 14, y2: 0, lineWidth: 0.6, lineColor: ink.text }] },
      { text: name, color: ink.dim, fontSize: smallSize, margin: [0, 3, 0, 0] },
    ],
  });
  return {
    stack: [
      { text: texts.section.release, bold: true, fontSize: 11, margin: [0, 18, 0, 34] },
      { columns: [line(texts.release.name), line(texts.release.date), line(texts.release.signature)], columnGap: 20 },
    ],
  };
}
