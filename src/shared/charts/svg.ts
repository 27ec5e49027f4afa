import type { Chart, Mark, Palette, Point } from './chart.ts';

/** A chart as an SVG document. @param font name of the font family for its texts */
export function toSvg(chart: Chart, palette: Palette, font: string): string {
  const { width, height, marks } = chart;
  const body = marks.map((mark) => element(mark, palette, font)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${body}</svg>`;
}

/** `points` of a polyline or polygon. */
export const pointList = (points: readonly Point[]): string => points.map(([x, y]) => `${number(x)},${number(y)}`).join(' ');

function element(mark: Mark, palette: Palette, font: string): string {
  const colour = palette[mark.tone];
  switch (mark.kind) {
    case 'bar':
      return `<rect x="${number(mark.x)}" y="${number(mark.y)}" width="${number(mark.width)}" height="${number(mark.height)}" fill="${colour}"/>`;
    case 'line': {
      const dash = mark.dash === undefined ? '' : ` stroke-dasharray="${mark.dash}"`;
      return `<polyline points="${pointList(mark.points)}" fill="none" stroke="${colour}" stroke-width="${mark.width}"${dash}/>`;
    }
    case 'area':
      return `<polygon points="${pointList(mark.points)}" fill="${colour}"/>`;
    case 'dot':
      return `<circle cx="${number(mark.x)}" cy="${number(mark.y)}" r="${mark.radius}" fill="${colour}"/>`;
    case 'text': {
      const weight = mark.bold === true ? ' font-weight="bold"' : '';
      return `<text x="${number(mark.x)}" y="${number(mark.y)}" font-family="${font}" font-size="${mark.size}"${weight} text-anchor="${mark.anchor}" fill="${colour}">${escape(mark.text)}</text>`;
    }
  }
}

const number = (value: number): string => String(Math.round(value * 100) / 100);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Control characters are not allowed in XML at all; names come from people. */
function escape(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"]/g, (each) => entities[each] ?? each);
}
