import { describe, expect, it } from 'vitest';
import type { Backbone, Tap } from './backbone.ts';
import { compileFeatures, compileMaps, compileModel } from './compile.ts';
import type { Member, MemoryBank } from './compile-members.ts';
import { patchRows, type Rows } from './coreset.ts';
import { fuseScores, medianShare, type Scorer } from './method.ts';
import { graphBuilder } from './onnx/builder.ts';
import { describeDefect, usualOf } from './kinds/describe.ts';
import { valueOf } from './labelled/ridge.ts';
import { dataTypes } from './onnx/codec.ts';
import { trustedGraph } from './onnx/trust.ts';
import { fitPositions, type PositionModel } from './position.ts';
import { uniform } from './random.ts';
import { openSession } from './session.ts';

const size = { width: 96, height: 64 };
const grid = { width: 6, height: 4 };
const channels = 8;
const fineChannels = 4;

/** A backbone of two layers on the picture, one finer than the other: enough to prove the graph around it. */
function smallBackbone(): Backbone {
  const random = uniform(5);
  const builder = graphBuilder();
  const image = builder.input({ name: 'image', dataType: dataTypes.float, shape: [1, 3, 'height', 'width'] });
  const kernel = builder.floats(
    [channels, 3, 16, 16],
    Float32Array.from({ length: channels * 3 * 256 }, () => random() - 0.5),
  );
  const fine = builder.floats(
    [fineChannels, 3, 8, 8],
    Float32Array.from({ length: fineChannels * 3 * 64 }, () => random() - 0.5),
  );
  builder.output({
    name: builder.node('Conv', [image, fine], { kernel_shape: [8, 8], strides: [8, 8] }, 'fine'),
    dataType: dataTypes.float,
    shape: [1, fineChannels, 'h', 'w'],
  });
  builder.output({
    name: builder.node('Conv', [image, kernel], { kernel_shape: [16, 16], strides: [16, 16] }, 'tap'),
    dataType: dataTypes.float,
    shape: [1, channels, 'h', 'w'],
  });
  return {
    name: 'small',
    sha256: '',
    licence: '',
    notice: '',
    input: {
      name: 'image',
      scale: [1 / 127.5, 1 / 127.5, 1 / 127.5],
      offset: [-1, -1, -1],
      order: 'rgb',
      size: { multipleOf: 16, side: 80 },
    },
    taps: [
      { name: 'fine', tensor: 'fine', width: fineChannels, channels: fineChannels, stride: 8, zoom: 1, prefix: null },
      { name: 'tap', tensor: 'tap', width: channels, channels, stride: 16, zoom: 1, prefix: null },
    ],
    method: {
      banks: [{ name: 'raw', tap: 'tap', metric: 'euclidean', weight: 1 }],
      position: { name: 'places', tap: 'fine', metric: 'position' },
      pools: [{ tap: 'tap', over: 'ReduceMean' }],
    },
    graph: builder.build('small'),
  };
}

const backbone = smallBackbone();
const picture = (seed: number) => {
  const random = uniform(seed);
  return Uint8Array.from({ length: size.width * size.height * 3 }, () => random() * 256);
};
const run = async (graph: Uint8Array, data: Uint8Array) => {
  const session = await openSession(graph);
  const outputs = await session.run({ picture: { data, dims: [1, size.height, size.width, 3] } });
  await session.close();
  return outputs;
};
const allFeaturesOf = async (seed: number) => {
  const outputs = await run(compileFeatures(backbone, ['fine', 'tap'], size), picture(seed));
  const of = (name: string) => Float32Array.from(outputs[`features_${name}`]?.data ?? []);
  return { fine: of('fine'), tap: of('tap') };
};
const featuresOf = async (seed: number) => (await allFeaturesOf(seed)).tap;
/** Distance of each row to the nearest of the bank, pair by pair. */
const nearestDistances = (rows: Rows, bank: MemoryBank) =>
  Float32Array.from({ length: rows.rows }, (_, r): number => {
    let least = Number.POSITIVE_INFINITY;
    for (let b = 0; b < bank.rows; b++) {
      let square = 0;
      for (let c = 0; c < channels; c++) {
        square += ((rows.data[r * channels + c] as number) - (bank.data[b * channels + c] as number)) ** 2;
      }
      least = Math.min(least, square);
    }
    return Math.sqrt(least);
  });

/** Mahalanobis distance of each cell by solving for it: mean, covariances and their shrinkage written out again. */
function mahalanobis(pictures: readonly Float32Array[], features: Float32Array): Float32Array {
  const cells = grid.width * grid.height;
  const at = (values: Float32Array, cell: number) =>
    Array.from({ length: fineChannels }, (_, c) => values[c * cells + cell] ?? 0);
  const covariance = (cell: number) => {
    const rows = pictures.map((values) => at(values, cell));
    const mean = at(features, cell).map((_, c) => rows.reduce((sum, row) => sum + (row[c] ?? 0), 0) / rows.length);
    const matrix = mean.map((_, a) =>
      mean.map(
        (__, b) =>
          rows.reduce((sum, row) => sum + ((row[a] ?? 0) - (mean[a] ?? 0)) * ((row[b] ?? 0) - (mean[b] ?? 0)), 0) /
          (rows.length - 1),
      ),
    );
    return { mean, matrix };
  };
  const fitted = Array.from({ length: cells }, (_, cell) => covariance(cell));
  const pooled = (a: number, b: number) => fitted.reduce((sum, { matrix }) => sum + (matrix[a]?.[b] ?? 0), 0) / cells;
  const trace = Array.from({ length: fineChannels }, (_, c) => pooled(c, c)).reduce((sum, value) => sum + value, 0);
  return Float32Array.from(fitted, ({ mean, matrix }, cell) => {
    const shrunk = matrix.map((row, a) =>
      row.map((value, b) => 0.7 * value + 0.3 * pooled(a, b) + (a === b ? (0.02 * trace) / fineChannels : 0)),
    );
    const difference = at(features, cell).map((value, c) => value - (mean[c] ?? 0));
    const solved = solve(shrunk, difference);
    return Math.sqrt(difference.reduce((sum, value, c) => sum + value * (solved[c] ?? 0), 0));
  });
}

/** Gauss and Jordan. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, k) => [...row, right[k] ?? 0]);
  rows.forEach((pivot, k) => {
    const head = pivot[k] ?? 1;
    pivot.forEach((value, c) => {
      pivot[c] = value / head;
    });
    rows.forEach((row, r) => {
      if (r === k) return;
      const factor = row[k] ?? 0;
      pivot.forEach((value, c) => {
        row[c] = (row[c] ?? 0) - factor * value;
      });
    });
  });
  return rows.map((row) => row.at(-1) ?? 0);
}

const positionScorer: Scorer = { name: 'places', tap: 'fine', metric: 'position' };
const finePictures = async () => Promise.all(Array.from({ length: 12 }, async (_, k) => (await allFeaturesOf(200 + k)).fine));
const placesOf = async (): Promise<PositionModel> => fitPositions(positionScorer, await finePictures(), fineChannels);

const metrics: readonly Scorer[] = [
  { name: 'distance', tap: 'tap', metric: 'euclidean' },
  { name: 'direction', tap: 'tap', metric: 'cosine' },
];
/** 600 rows: more than two blocks of the graph, the last one not full. */
async function banksOf(rows: number): Promise<MemoryBank[]> {
  const pictures = await Promise.all(Array.from({ length: Math.ceil(rows / 24) }, (_, k) => featuresOf(100 + k)));
  return metrics.map((scorer) => {
    const data = new Float32Array(rows * channels);
    pictures.forEach((features, k) => {
      const own = patchRows(features, channels, scorer.metric === 'cosine').data;
      data.set(own.subarray(0, Math.max(0, data.length - k * own.length)), k * own.length);
    });
    return { scorer, channels, rows, data };
  });
}

describe('the compiled graph', () => {
  it('measures the distance to the nearest row of the bank, for both metrics', async () => {
    const banks = await banksOf(600);
    const features = await featuresOf(1);
    const session = await openSession(compileMaps(backbone, banks, 24));
    const outputs = await session.run({ features_tap: { data: features, dims: [channels, 24] } });
    await session.close();
    banks.forEach((bank, k) => {
      const expected = nearestDistances(patchRows(features, channels, bank.scorer.metric === 'cosine'), bank);
      const seen = outputs[`map_${k}`]?.data ?? [];
      expect(Math.max(...expected.map((value, i) => Math.abs(value - (seen[i] ?? Number.NaN)) / value))).toBeLessThan(1e-3);
    });
  });
  it('measures the Mahalanobis distance of each cell to its own Gaussian', async () => {
    const { fine } = await allFeaturesOf(1);
    const session = await openSession(compileMaps(backbone, [await placesOf()], 24));
    const seen = (await session.run({ features_fine: { data: fine, dims: [fineChannels, 24] } }))['map_0']?.data ?? [];
    await session.close();
    const expected = mahalanobis(await finePictures(), fine);
    expect(seen.length).toBe(24);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - (seen[i] ?? Number.NaN)) / value))).toBeLessThan(1e-4);
  });
  it('averages a finer layer over the cells of the coarser one', async () => {
    const { fine } = await allFeaturesOf(3);
    const alone = await run(compileFeatures(backbone, ['fine'], size), picture(3));
    const own = alone['features_fine']?.data ?? [];
    const at = (c: number, y: number, x: number) => own[c * 96 + y * 12 + x] ?? Number.NaN;
    for (const [c, y, x] of [
      [0, 0, 0],
      [2, 3, 5],
      [3, 1, 4],
    ] as const) {
      const expected =
        (at(c, 2 * y, 2 * x) + at(c, 2 * y, 2 * x + 1) + at(c, 2 * y + 1, 2 * x) + at(c, 2 * y + 1, 2 * x + 1)) / 4;
      expect(fine[c * 24 + y * 6 + x]).toBeCloseTo(expected, 4);
    }
  });
  it('scores a picture as the validation does, and puts map and score on the same scale', async () => {
    const banks = await banksOf(100);
    const members: Member[] = [...banks, await placesOf()];
    const calibration = { weights: [0.7, 2.5, 0.4], scale: 0.31, offset: -0.4 };
    const { fine, tap } = await allFeaturesOf(2);
    const maps: Float32Array[] = banks.map((bank) =>
      nearestDistances(patchRows(tap, channels, bank.scorer.metric === 'cosine'), bank),
    );
    maps.push(mahalanobis(await finePictures(), fine));
    const expected = fuseScores(maps, calibration.weights) * calibration.scale + calibration.offset;
    const outputs = await run(compileModel(backbone, size, members, calibration), picture(2));
    const score = outputs['score']?.data[0] ?? Number.NaN;
    expect(Math.abs(score - expected)).toBeLessThan(1e-4);
    expect(outputs['map']?.dims).toEqual([grid.height, grid.width]);

    const plain = Array.from({ length: 24 }, (_, cell) =>
      maps.reduce((sum, map, k) => {
        const median = [...map].sort((a, b) => b - a)[12] ?? Number.NaN;
        return sum + (calibration.weights[k] ?? 0) * calibration.scale * ((map[cell] ?? 0) - medianShare * median);
      }, calibration.offset),
    );
    const mean = plain.reduce((sum, value) => sum + value, 0) / 24;
    const factor = Math.max(1, (expected - mean) / (Math.max(...plain) - mean));
    const seen = outputs['map']?.data ?? [];
    expect(Math.max(...plain.map((value, i) => Math.abs(mean + (value - mean) * factor - (seen[i] ?? Number.NaN))))).toBeLessThan(
      1e-4,
    );
  });
  it('lets a judge that looks closer say only what exceeds its floor', async () => {
    const banks = await banksOf(100);
    const { tap } = await allFeaturesOf(2);
    const maps = banks.map((bank) => nearestDistances(patchRows(tap, channels, bank.scorer.metric === 'cosine'), bank));
    const calibration = { weights: [0.7, 2.5], usual: [0, 0], scale: 0.31, offset: -0.4 };
    const judge = async (floor: number) => {
      const closer = { judges: [1], floor };
      const outputs = await run(compileModel(backbone, size, banks, { ...calibration, closer }), picture(2));
      const expected = fuseScores(maps, calibration.weights, closer) * calibration.scale + calibration.offset;
      return { score: outputs['score']?.data[0] ?? Number.NaN, expected, spoken: [...(outputs['spoken']?.data ?? [])] };
    };
    const said = 2.5 * fuseScores(maps.slice(1), [1]);
    const [silent, half] = [await judge(said + 0.01), await judge(said / 2)];
    const alone = fuseScores(maps.slice(0, 1), [0.7]) * calibration.scale + calibration.offset;
    expect(silent.score).toBeCloseTo(alone, 4);
    expect(silent.spoken[1]).toBe(0);
    expect(half.score).toBeCloseTo(half.expected, 4);
    expect(half.score - silent.score).toBeCloseTo((said / 2) * calibration.scale, 4);
    expect(half.spoken[1]).toBeCloseTo((said / 2) * calibration.scale, 4);
  });
  it('gives no score above its map, for any picture', async () => {
    const members = [...(await banksOf(50)), await placesOf()];
    const graph = compileModel(backbone, size, members, { weights: [1, 1, 1], scale: 1, offset: 0 });
    const session = await openSession(graph);
    let stretched = 0;
    for (const data of [
      ...Array.from({ length: 40 }, (_, k) => picture(300 + k)),
      new Uint8Array(size.width * size.height * 3),
      new Uint8Array(size.width * size.height * 3).fill(255),
    ]) {
      const outputs = await session.run({ picture: { data, dims: [1, size.height, size.width, 3] } });
      const highest = Math.max(...(outputs['map']?.data ?? []));
      const score = outputs['score']?.data[0] ?? Number.NaN;
      expect(highest).toBeGreaterThanOrEqual(score);
      if (highest - score < 1e-5) stretched++;
    }
    await session.close();
    // Judges that disagree on the place: the case that needs it is among them.
    expect(stretched).toBeGreaterThan(0);
  });
  it('finds every patch of a picture that is in the bank', async () => {
    const features = await featuresOf(4);
    const own = { ...patchRows(features, channels, false), scorer: metrics[0] as Scorer };
    const session = await openSession(compileMaps(backbone, [own], 24));
    const outputs = await session.run({ features_tap: { data: features, dims: [channels, 24] } });
    await session.close();
    expect(Math.max(...(outputs['map_0']?.data ?? [Number.NaN]))).toBeLessThan(0.05);
  });
  it('tells the summits of its map and where the nearest rows of its first bank were seen, as pair by pair', async () => {
    const rows = 600;
    const [bank, other] = (await banksOf(rows)) as [MemoryBank, MemoryBank];
    // Every third row comes from a picture that the model does not carry.
    const places = Float32Array.from({ length: rows * 3 }, (_, i) => (i % 9 === 0 ? -1 : i));
    const graph = compileModel(backbone, size, [bank, other], { weights: [1, 1], scale: 1, offset: 0 }, null, null, { places });
    const outputs = await run(graph, picture(5));
    const map = outputs['map']?.data ?? new Float32Array();
    const higher = (cell: number) =>
      [...map.keys()].some(
        (near) =>
          Math.abs((near % 6) - (cell % 6)) <= 1 &&
          Math.abs(Math.floor(near / 6) - Math.floor(cell / 6)) <= 1 &&
          (map[near] ?? 0) > (map[cell] ?? 0),
      );
    const summits = [...map.keys()].filter((cell) => !higher(cell)).toSorted((a, b) => (map[b] ?? 0) - (map[a] ?? 0));
    const peaks = [...(outputs['peaks']?.data ?? [])];
    expect(peaks.slice(0, summits.length)).toEqual(summits);

    const features = patchRows(await featuresOf(5), channels, false);
    const alike = outputs['alike']?.data ?? [];
    for (const [peak, cell] of summits.entries()) {
      const square = (row: number) =>
        Array.from(
          { length: channels },
          (_, c) => ((features.data[cell * channels + c] ?? 0) - (bank.data[row * channels + c] ?? 0)) ** 2,
        ).reduce((sum, one) => sum + one, 0);
      const shown = [...Array(rows).keys()].filter((row) => places[row * 3] !== -1);
      const nearest = shown.toSorted((a, b) => square(a) - square(b)).slice(0, 3);
      const told = nearest.map((_, k) => [...alike.slice((k * peaks.length + peak) * 3, (k * peaks.length + peak) * 3 + 3)]);
      expect(told).toEqual(nearest.map((row) => [...places.slice(row * 3, row * 3 + 3)]));
    }
  });
  it.each([
    ['the whole picture', null],
    ['some cells', { pixels: new Float32Array(size.width * size.height).fill(1), cells: [3, 9, 10, 22] }],
  ])('speaks in each cell of %s for the kinds as their functions do of what differs there', async (_what, part) => {
    const inspected = part && { ...part, sensitivity: new Float32Array(4).fill(1) };
    const cells = inspected?.cells ?? [...Array(24).keys()];
    const taps = [
      { name: 'fine', channels: fineChannels },
      { name: 'tap', channels },
    ];
    const seen = (all: { fine: Float32Array; tap: Float32Array }) => {
      const only = (values: Float32Array) =>
        Float32Array.from({ length: (values.length / 24) * cells.length }, (_, i) => {
          const [c, k] = [Math.floor(i / cells.length), i % cells.length];
          return values[c * 24 + (cells[k] ?? 0)] ?? 0;
        });
      return { fine: only(all.fine), tap: only(all.tap) };
    };
    const usual = usualOf(
      await Promise.all([30, 31, 32].map(async (seed) => seen(await allFeaturesOf(seed)))),
      taps,
      inspected?.cells ?? null,
    );
    const random = uniform(9);
    const linears = ['a', 'b'].map(() => ({
      weights: Float64Array.from({ length: fineChannels + channels }, () => random() - 0.5),
      constant: random(),
    }));
    const kinds = { names: ['a', 'b'], linears, certainty: { temperature: 1, least: 0, most: 1 } };
    const members = await banksOf(50);
    const calibration = { weights: [1, 1], scale: 1, offset: 0 };
    const graph = compileModel(backbone, size, members, calibration, inspected, null, { kinds: { kinds, usual } });
    const outputs = await run(trustedGraph(graph), picture(33));
    expect(outputs['kinds']?.dims).toEqual([2, grid.height, grid.width]);
    const features = seen(await allFeaturesOf(33));
    for (const [kind, linear] of linears.entries()) {
      for (let cell = 0; cell < 24; cell++) {
        const told = outputs['kinds']?.data[kind * 24 + cell] ?? Number.NaN;
        const expected = cells.includes(cell) ? valueOf(linear, describeDefect(usual, features, new Map([[cell, 1]]))) : 0;
        expect(Math.abs(told - expected)).toBeLessThan(1e-3);
      }
    }
  });
  it('judges the same whether it tells what looks alike or not', async () => {
    const banks = await banksOf(100);
    const calibration = { weights: [1, 1], scale: 1, offset: 0 };
    const plain = await run(compileModel(backbone, size, banks, calibration), picture(6));
    const telling = await run(
      compileModel(backbone, size, banks, calibration, null, null, { places: new Float32Array(300) }),
      picture(6),
    );
    expect(telling['score']?.data[0]).toBe(plain['score']?.data[0]);
    expect(telling['map']?.data).toEqual(plain['map']?.data);
    expect(plain['alike']).toBeUndefined();
  });
  it('passes the gate for graphs from outside unchanged', async () => {
    const calibration = { weights: [1, 1], scale: 1, offset: 0 };
    const graph = compileModel(backbone, size, await banksOf(50), calibration, null, null, { places: new Float32Array(150) });
    expect(Buffer.compare(trustedGraph(graph), graph)).toBe(0);
  });
});

describe('a second size', () => {
  const twice: Backbone = {
    ...backbone,
    taps: [...backbone.taps, ...backbone.taps.map((tap): Tap => ({ ...tap, name: `d${tap.name}`, zoom: 2 }))],
  };
  const large = { width: 2 * size.width, height: 2 * size.height };
  const data = (() => {
    const random = uniform(9);
    return Uint8Array.from({ length: large.width * large.height * 3 }, () => random() * 256);
  })();
  const runLarge = async (graph: Uint8Array) => {
    const session = await openSession(graph);
    const outputs = await session.run({ picture: { data, dims: [1, large.height, large.width, 3] } });
    await session.close();
    return outputs;
  };

  it('shows the network the picture and its half, and averages the larger layer over the same cells', async () => {
    const outputs = await runLarge(compileFeatures(twice, ['fine', 'dtap'], large));
    const alone = await runLarge(compileFeatures(backbone, ['tap'], large));
    const rows = Float32Array.from(alone['features_tap']?.data ?? []);
    const cells = Float32Array.from(outputs['features_dtap']?.data ?? []);
    expect(outputs['features_dtap']?.dims).toEqual([channels, grid.width * grid.height]);
    const columns = 2 * grid.width;
    cells.forEach((value, at) => {
      const [cell, channel] = [at % (grid.width * grid.height), Math.floor(at / grid.width / grid.height)];
      const first = channel * 4 * grid.width * grid.height + 2 * (Math.floor(cell / grid.width) * columns + (cell % grid.width));
      const four = [first, first + 1, first + columns, first + columns + 1].map((place) => rows[place] as number);
      expect(value).toBeCloseTo(four.reduce((sum, one) => sum + one, 0) / 4, 4);
    });
    const half = new Uint8Array(size.width * size.height * 3).map((_, i) => {
      const [c, x, y] = [i % 3, Math.floor(i / 3) % size.width, Math.floor(i / 3 / size.width)];
      const at = (dx: number, dy: number) => data[((2 * y + dy) * large.width + 2 * x + dx) * 3 + c] as number;
      return Math.round((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4);
    });
    const small = Float32Array.from(
      (await run(compileFeatures(backbone, ['fine', 'tap'], size), half))['features_fine']?.data ?? [],
    );
    const seen = Float32Array.from(outputs['features_fine']?.data ?? []);
    const scale = Math.max(...small.map(Math.abs));
    expect(Math.max(...seen.map((value, i) => Math.abs(value - (small[i] as number))))).toBeLessThan(0.02 * scale);
  });
});
