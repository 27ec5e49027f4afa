import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import { root } from './station.ts';

/** Pictures of parts for teaching and, others, for the line that inspects them. */
export interface PartPictures {
  /** Holds `good` and `bad`. */
  readonly teaching: string;
  readonly good: number;
  readonly bad: number;
  /** Good and bad ones that take no part in teaching. */
  readonly line: string;
  readonly lineBad: readonly string[];
}

const hazelnut = join(root, '../shared/datasets/hazelnut_toy');

/** Hazelnuts where the data sets are on this machine, else drawn parts; copied into `folder`. */
export async function partPictures(folder: string): Promise<PartPictures> {
  const sets = existsSync(hazelnut) ? hazelnuts() : await drawnParts(join(folder, 'drawn'));
  const put = (paths: readonly string[], name: string, ...to: string[]): string[] => {
    const target = join(folder, ...to);
    mkdirSync(target, { recursive: true });
    return paths.map((path, index) => {
      const copy = join(target, `${name}-${index}${extname(path)}`);
      copyFileSync(path, copy);
      return copy;
    });
  };
  const bad = put(sets.bad.slice(0, -5), 'bad', 'teaching', 'bad');
  put(sets.good, 'good', 'teaching', 'good');
  put(sets.other.slice(0, 5), 'good', 'line');
  const lineBad = put(sets.bad.slice(-5), 'bad', 'line');
  return {
    teaching: join(folder, 'teaching'),
    good: sets.good.length,
    bad: bad.length,
    line: join(folder, 'line'),
    lineBad,
  };
}

interface Sets {
  readonly good: readonly string[];
  readonly other: readonly string[];
  readonly bad: readonly string[];
}

function hazelnuts(): Sets {
  const files = (...folders: string[]): string[] =>
    readdirSync(join(hazelnut, ...folders))
      .toSorted()
      .map((name) => join(hazelnut, ...folders, name));
  return { good: files('train', 'good'), other: files('test', 'good'), bad: files('test', 'colour') };
}

/** Grey discs with a bore, turned a little; the bad ones have a scratch. */
async function drawnParts(folder: string): Promise<Sets> {
  mkdirSync(folder, { recursive: true });
  const draw = async (name: string, turn: number, scratch: boolean): Promise<string> => {
    const path = join(folder, `${name}.png`);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360" fill="#3a4046"/>
      <g transform="rotate(${turn} 240 180)"><circle cx="${238 + (turn % 5)}" cy="180" r="130" fill="#a9afb5"/>
      <circle cx="240" cy="${178 + (turn % 3)}" r="46" fill="#2c3136"/><rect x="225" y="60" width="30" height="36" fill="#7d848b"/>
      ${scratch ? '<path d="M150 240 L 220 270 L 300 262" stroke="#14161a" stroke-width="9" fill="none"/>' : ''}</g></svg>`;
    await sharp(Buffer.from(svg)).png().toFile(path);
    return path;
  };
  const many = (name: string, count: number, scratch: boolean): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, (_, index) => draw(`${name}-${index}`, index - count / 2 + (scratch ? 0.4 : 0), scratch)),
    );
  return { good: await many('good', 22, false), other: await many('other', 6, false), bad: await many('bad', 12, true) };
}
