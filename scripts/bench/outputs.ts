import { loadBackbone, tapOf } from '../../src/main/vision/backbone.ts';
import { compileModel } from '../../src/main/vision/compile.ts';
import { gridOf } from '../../src/main/vision/compile-backbone.ts';
import { inspectedOf } from '../../src/main/vision/inspected.ts';
import { fastMethod, tapsOf } from '../../src/main/vision/method.ts';
import { normal, uniform } from '../../src/main/vision/random.ts';
import { openSession } from '../../src/main/vision/session.ts';
import { rounded, type Times, timesOf } from './figures.ts';

const size = { width: 320, height: 320 };
const rows = 2_000;
const runs = 80;
const warmUps = 5;

export interface OutputFigures {
  /** `plain`: score and map of the whole picture; the others add one thing to it. */
  readonly graph: 'plain' | 'spoken' | 'alike' | 'regions';
  readonly infer: Times;
  /** p50 to that of the plain graph, run in turn. */
  readonly to_plain: number;
}

/** What a graph may tell or leave out beside score and map, and what that costs: the same banks each time, drawn. */
export async function timeOutputs(): Promise<OutputFigures[]> {
  const backbone = await loadBackbone();
  const next = normal(uniform(1));
  const members = fastMethod.banks.map((scorer) => {
    const { channels } = tapOf(backbone, scorer.tap);
    return { scorer, channels, rows, data: Float32Array.from({ length: rows * channels }, next) };
  });
  const corner = (x: number, y: number) => ({ x, y });
  const polygon = [corner(0.2, 0.1), corner(0.9, 0.1), corner(0.8, 0.9), corner(0.1, 0.8)];
  const inspected = inspectedOf({
    ...{ format: 1, resize: 'area', input: size, map: gridOf(backbone, tapsOf(fastMethod), size) },
    regions: [{ id: 'face', kind: 'inspect', polygon, sensitivity: 2 }],
  });
  const calibration = { weights: [1, 1], scale: 1, offset: 0 };
  const spoken = { ...calibration, usual: [0, 0] };
  const graphs = {
    plain: compileModel(backbone, size, members, calibration),
    spoken: compileModel(backbone, size, members, spoken),
    alike: compileModel(backbone, size, members, calibration, null, null, {
      places: Float32Array.from({ length: rows * 3 }, () => 1),
    }),
    regions: compileModel(backbone, size, members, calibration, inspected),
  };
  const names = Object.keys(graphs) as (keyof typeof graphs)[];
  const sessions = await Promise.all(names.map((name) => openSession(graphs[name])));
  const data = Uint8Array.from({ length: size.width * size.height * 3 }, (_, i) => 128 + 100 * Math.sin(i * 0.37));
  const times = names.map((): number[] => []);
  for (let i = -warmUps; i < runs; i++) {
    for (const [k, session] of sessions.entries()) {
      const begun = performance.now();
      await session.run({ picture: { data, dims: [1, size.height, size.width, 3] } });
      if (i >= 0) times[k]?.push(performance.now() - begun);
    }
  }
  await Promise.all(sessions.map((session) => session.close()));
  const plain = timesOf(times[0] ?? []).p50;
  return names.map((graph, k) => {
    const infer = timesOf(times[k] ?? []);
    return { graph, infer, to_plain: rounded(infer.p50 / plain) };
  });
}
