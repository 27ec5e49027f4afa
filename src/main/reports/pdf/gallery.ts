import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Reject, Report } from '#shared/domain/report.ts';
import type { RejectPicture } from '../reject-pictures.ts';
import { contentWidth, ink, note, smallSize } from './style.ts';
import type { Writing } from './writing.ts';

const columns = 3;
const gap = 10;
const width = (contentWidth - gap * (columns - 1)) / columns;
const height = width * 0.7;

/** The worst parts with their overlays, three in a row. */
export function gallery(report: Report, pictures: ReadonlyMap<string, RejectPicture>, writing: Writing): Content[] {
  const { texts, format } = writing;
  const { rejects, counters } = report;
  if (rejects.length === 0) return [];
  const rows: Content[] = [];
  for (let first = 0; first < rejects.length; first += columns) {
    const cells = rejects.slice(first, first + columns).map((reject) => card(reject, pictures.get(reject.id), writing));
    while (cells.length < columns) cells.push('');
    rows.push({
      table: { widths: Array.from({ length: columns }, () => width), body: [cells], dontBreakRows: true },
      layout: {
        hLineWidth: () => 0,
        vLineWidth: () => 0,
        paddingLeft: (index: number) => (index === 0 ? 0 : gap / 2),
        paddingRight: (index: number) => (index === columns - 1 ? 0 : gap / 2),
        paddingTop: () => 4,
        paddingBottom: () => 4,
      },
    });
  }
  const hint = note(texts.galleryHint(format.count(rejects.length), format.count(counters.ng)));
  // An annex of its own: what is signed stands before it.
  return [{ text: texts.section.gallery, bold: true, fontSize: 11, margin: [0, 0, 0, 2], pageBreak: 'before' }, hint, ...rows];
}

function card(reject: Reject, picture: RejectPicture | undefined, { texts, format, reason }: Writing): TableCell {
  const { number, judgedAtUtc, score, threshold, lot, serial, defectKinds } = reject;
  const kinds = [...new Set(defectKinds.map((kind) => kind ?? texts.unknownKind))].join(', ');
  const named = [lot === null ? null : `${texts.column.lot} ${lot}`, serial === null ? null : `${texts.serial} ${serial}`];
  return {
    stack: [
      picture?.found === true
        ? { image: picture.dataUrl, fit: [width, height], alignment: 'center' }
        : missing(texts.picture[picture?.why ?? 'none']),
      {
        columns: [
          { text: texts.part(format.partNumber(number)), bold: true },
          { text: `${texts.score} ${format.score(score)} / ${format.score(threshold)}`, alignment: 'right', color: ink.fail },
        ],
        fontSize: smallSize + 0.5,
        margin: [0, 3, 0, 0],
      },
      { text: format.time(judgedAtUtc), fontSize: smallSize, color: ink.dim },
      { text: named.filter((each) => each !== null).join('  ·  '), fontSize: smallSize, color: ink.dim },
      ...(defectKinds.length === 0 ? [] : [{ text: kinds, fontSize: smallSize }]),
      { text: reason[reject.reason], fontSize: smallSize, color: ink.dim },
    ],
  };
}

/** An empty frame that says why. */
function missing(why: string): Content {
  return {
    stack: [
      { canvas: [{ type: 'rect', x: 0, y: 0, w: width, h: height, color: ink.wash }] },
      { text: why, color: ink.dim, fontSize: smallSize, alignment: 'center', relativePosition: { x: 0, y: -height / 2 - 4 } },
    ],
  };
}
