import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { SpokenScorer } from '#shared/domain/inspection.ts';
import type { Reject, Report } from '#shared/domain/report.ts';
import type { PrintedCut, RejectPair } from '../reject-pairs.ts';
import type { RejectPicture } from '../reject-pictures.ts';
import { contentWidth, ink, note, smallSize } from './style.ts';
import type { Writing } from './writing.ts';

const columns = 3;
const gap = 10;
const width = (contentWidth - gap * (columns - 1)) / columns;
const height = width * 0.7;

/** Of a defect beside what it should look like. */
const cutSide = 56;

/** By id of the part. */
export interface GalleryContent {
  readonly pictures: ReadonlyMap<string, RejectPicture>;
  readonly pairs: ReadonlyMap<string, RejectPair>;
  /** The judge that lifted the score most; null where the model does not tell. */
  readonly scorers: ReadonlyMap<string, SpokenScorer | null>;
}

/** The worst parts with their overlays and the first defect of each beside what it should look like, three in a row. */
export function gallery(report: Report, shown: GalleryContent, writing: Writing): Content[] {
  const { texts, format } = writing;
  const { rejects, counters } = report;
  if (rejects.length === 0) return [];
  const rows: Content[] = [];
  for (let first = 0; first < rejects.length; first += columns) {
    const cells = rejects.slice(first, first + columns).map((reject) => card(reject, shown, writing));
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
  const explained = [...shown.pairs.values()].map(({ compares }) => (compares ? texts.pair.compared : texts.pair.nearest));
  const hints = [texts.galleryHint(format.count(rejects.length), format.count(counters.ng)), ...new Set(explained)];
  const hint = note(hints.join(' '));
  // An annex of its own: what is signed stands before it.
  return [{ text: texts.section.gallery, bold: true, fontSize: 11, margin: [0, 0, 0, 2], pageBreak: 'before' }, hint, ...rows];
}

function card(reject: Reject, { pictures, pairs, scorers }: GalleryContent, writing: Writing): TableCell {
  const [picture, pair, scorer] = [pictures.get(reject.id), pairs.get(reject.id), scorers.get(reject.id)];
  const { texts, format, reason, scorerName } = writing;
  const { number, judgedAtUtc, score, threshold, lot, serial, defectKinds } = reject;
  const kinds = [...new Set(defectKinds.map((kind) => kind ?? texts.unknownKind))].join(', ');
  const named = [lot === null ? [] : `${texts.column.lot} ${lot}`, serial === null ? [] : `${texts.serial} ${serial}`]
    .flat()
    .join('  ·  ');
  const told: Content[] = [
    ...(defectKinds.length === 0 ? [] : [{ text: kinds, bold: true, fontSize: smallSize }]),
    { text: reason[reject.reason], fontSize: smallSize, color: ink.dim },
    ...(scorer == null
      ? []
      : [{ text: `${scorerName(scorer.name)}: ${Math.round(scorer.share * 100)}\u00a0%`, fontSize: smallSize, color: ink.dim }]),
  ];
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
      ...(named === '' ? [] : [{ text: named, fontSize: smallSize, color: ink.dim }]),
      pair === undefined ? { stack: told } : beside(pair, told),
    ],
  };
}

/** The defect, what it should look like, and what is told of it. */
function beside({ part, good }: RejectPair, told: readonly Content[]): Content {
  return {
    margin: [0, 4, 0, 2],
    columnGap: 4,
    columns: [
      { width: cutSide, stack: [cutOut(part)] },
      { width: cutSide, stack: [cutOut(good)] },
      { width: '*', stack: [...told], margin: [2, 0, 0, 0] },
    ],
  };
}

/** In a thin frame: boards and labels are as white as paper. */
function cutOut(cut: PrintedCut): Content {
  return {
    table: { widths: [cutSide], heights: [cutSide], body: [[drawn(cut)]] },
    layout: {
      hLineWidth: () => 0.4,
      vLineWidth: () => 0.4,
      hLineColor: () => ink.line,
      vLineColor: () => ink.line,
      ...{ paddingLeft: () => 0, paddingRight: () => 0, paddingTop: () => 0, paddingBottom: () => 0 },
    },
  };
}

function drawn({ dataUrl, window }: PrintedCut): TableCell {
  if (window === null) return { image: dataUrl, fit: [cutSide, cutSide], alignment: 'center' };
  const { x, y, width: across, height: down } = window;
  const scale = cutSide / Math.max(across, down);
  // A JPEG is not decoded here: what lies outside of the window is cut off by the view.
  const view = `viewBox="${x} ${y} ${across} ${down}" width="${across}" height="${down}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${view}><image href="${dataUrl}" x="0" y="0"/></svg>`;
  return { svg, width: across * scale, height: down * scale };
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
