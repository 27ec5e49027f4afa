/** What a mark is drawn in; the page takes its theme's colours, print its own. Colour is for state alone. */
export type Tone = 'text' | 'dim' | 'line' | 'bar' | 'soft' | 'pass' | 'review' | 'fail' | 'error';
export type Palette = Readonly<Record<Tone, string>>;

export type Point = readonly [x: number, y: number];

export type Mark =
  | {
      readonly kind: 'bar';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly tone: Tone;
      /** Said when pointed at. */
      readonly title?: string;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly tone: Tone;
      readonly width: number;
      readonly dash?: string;
    }
  | { readonly kind: 'area'; readonly points: readonly Point[]; readonly tone: Tone }
  | { readonly kind: 'dot'; readonly x: number; readonly y: number; readonly radius: number; readonly tone: Tone }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the base line. */
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly tone: Tone;
      readonly size: number;
      readonly bold?: boolean;
    };

/** A finished drawing in units of its own (print: points), origin top left. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Round steps of 1, 2 or 5 from `low` to `high`, about `count` of them, both ends reached. Never fewer than two ticks. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high > low ? high - low : 1;
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10) * power;
  const begin = Math.floor(low / step + 1e-9);
  const end = Math.max(begin + 1, Math.ceil((low + span) / step - 1e-9));
  return Array.from({ length: end - begin + 1 }, (_, index) => Number(((begin + index) * step).toPrecision(12)));
}

/** Counts need whole ticks. */
export function countTicks(high: number, count = 4): number[] {
  return niceTicks(0, Math.max(high, count), count).filter(Number.isInteger);
}

/** Width of a text in units of its size: wide characters (Chinese, full width) take one, others about 0.56. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.56;
  return width * size;
}

/** Cut with an ellipsis to fit a width. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let cut = text;
  while (cut.length > 1 && textWidth(`${cut}…`, size) > width) cut = cut.slice(0, -1);
  return `${cut}…`;
}

/** Grid lines with their values at the left. */
export function valueAxis(frame: Frame, ticks: readonly number[], write: (value: number) => string, size: number): Mark[] {
  const scale = verticalScale(frame, ticks);
  return ticks.flatMap((tick): Mark[] => {
    const y = scale(tick);
    return [
      {
        kind: 'line',
        points: [
          [frame.left, y],
          [frame.left + frame.width, y],
        ],
        tone: 'line',
        width: 0.5,
      },
      { kind: 'text', x: frame.left - 5, y: y + size * 0.35, text: write(tick), anchor: 'end', tone: 'dim', size },
    ];
  });
}

/** From a value to its height in the frame; the first tick lies at the bottom, the last at the top. */
export function verticalScale(frame: Frame, ticks: readonly number[]): (value: number) => number {
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  return (value) => frame.top + frame.height * (1 - (value - low) / (high - low));
}
