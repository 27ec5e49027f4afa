import { loadBackbone, openBackbone, tapOf } from '../../src/main/vision/backbone.ts';
import { compileModel } from '../../src/main/vision/compile.ts';
import { fastMethod } from '../../src/main/vision/method.ts';
import { normal, uniform } from '../../src/main/vision/random.ts';
import { openSession } from '../../src/main/vision/session.ts';

import { rounded, type Times, timesOf } from './figures.ts';

const side = 320;
const bankRows = [500, 1_000, 2_000, 4_000, 8_000];
const runs = 60;
const warmUps = 5;

export interface BankFigures {
  /** Of each of the two banks. */
  readonly rows: number;
  /** The whole graph. */
  readonly infer: Times;
  readonly infer_to_backbone: number;
}

/** Time of the graph against the size of its banks: the contents do not matter, they are drawn. */
export async function timeBanks(): Promise<BankFigures[]> {
  const backbone = await loadBackbone();
  const alone = await openBackbone(backbone, side, side);
  const next = normal(uniform(1));
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => 128 + 100 * Math.sin(i * 0.37));
  const timed: BankFigures[] = [];
  try {
    for (const rows of bankRows) {
      const members = fastMethod.banks.map((scorer) => {
        const { channels } = tapOf(backbone, scorer.tap);
        return { scorer, channels, rows, data: Float32Array.from({ length: rows * channels }, next) };
      });
      const calibration = { weights: [1, 1], scale: 1, offset: 0 };
      const session = await openSession(compileModel(backbone, { width: side, height: side }, members, calibration));
      const [infer, beside]: [number[], number[]] = [[], []];
      for (let i = -warmUps; i < runs; i++) {
        const begun = performance.now();
        await session.run({ picture: { data, dims: [1, side, side, 3] } });
        const inferred = performance.now();
        await alone.run();
        if (i < 0) continue;
        infer.push(inferred - begun);
        beside.push(performance.now() - inferred);
      }
      await session.close();
      timed.push({ rows, infer: timesOf(infer), infer_to_backbone: rounded(timesOf(infer).p50 / timesOf(beside).p50) });
    }
  } finally {
    await alone.close();
  }
  return timed;
}
