import type { Content, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js';
import type { Palette } from '#shared/charts/chart.ts';

/** Family under which the fonts are known to the PDF. */
export const fontFamily = 'NotoSansSC';

/** Ink on paper: greys, and the colours of states alone. */
export const ink = {
  text: '#14181c',
  dim: '#56616b',
  line: '#d0d7dd',
  wash: '#f1f4f6',
  fail: '#b31b24',
  pass: '#136b3a',
} as const;
export const paper: Palette = {
  text: ink.text,
  dim: ink.dim,
  line: ink.line,
  bar: '#8b97a2',
  soft: '#dde3e8',
  pass: '#1d8049',
  review: '#51667c',
  fail: '#c9282f',
  error: '#eda800',
};

/** A4 in points, and what lies between its margins. */
export const page = { width: 595.28, height: 841.89, left: 42, right: 42, top: 66, bottom: 54 } as const;
export const contentWidth = page.width - page.left - page.right;
export const textSize = 8.5;
export const smallSize = 7;

/** Thin lines between rows, none between columns and above the headings. */
const rowLines: CustomTableLayout = {
  hLineWidth: (index, node) => {
    const headings = node.table.headerRows ?? 0;
    return index < headings || index === 0 || index === node.table.body.length ? 0 : index === headings ? 0.8 : 0.4;
  },
  vLineWidth: () => 0,
  hLineColor: (index, node) => (index === node.table.headerRows ? ink.dim : ink.line),
  paddingLeft: (index) => (index === 0 ? 0 : 5),
  paddingRight: (index, node) => (index === (node.table.widths?.length ?? 0) - 1 ? 0 : 5),
  paddingTop: () => 2.6,
  paddingBottom: () => 2.6,
};

/** A table; its first `headings` rows stand again on every page that it runs over to. */
export function rows(widths: (string | number)[], body: TableCell[][], headings = 1) {
  return { table: { widths, headerRows: headings, keepWithHeaderRows: 1, dontBreakRows: true, body }, layout: rowLines };
}

/**
 * A section that is one table. The title is its first heading: it stays with the rows, however long they are (a block that may
 * not break and is longer than a page would be lost).
 */
export function sectionRows(title: string, widths: (string | number)[], body: TableCell[][]): Content {
  const spanned = widths.slice(1).map((): TableCell => '');
  const first: TableCell = { text: title, bold: true, fontSize: 11, margin: [0, 12, 0, 1], colSpan: widths.length };
  return rows(widths, [[first, ...spanned], ...body], 2);
}

export const heading = (text: string): TableCell => ({ text, color: ink.dim, fontSize: smallSize });
export const right = (text: string): TableCell => ({ text, alignment: 'right' });
export const headingRight = (text: string): TableCell => ({ text, color: ink.dim, fontSize: smallSize, alignment: 'right' });
export const note = (text: string): Content => ({ text, color: ink.dim, fontSize: smallSize, margin: [0, 2, 0, 0] });

/** A title and what follows it, at most half a page: the title never stands alone at the foot of a page. */
export function section(title: string, ...content: Content[]): Content[] {
  const [first, ...rest] = content;
  return [
    {
      stack: [{ text: title, bold: true, fontSize: 11, margin: [0, 14, 0, 5] }, ...(first === undefined ? [] : [first])],
      unbreakable: true,
    },
    ...rest,
  ];
}
