import sharp from 'sharp';
import { z } from 'zod';
import type { InputSize } from './compile-backbone.ts';
import { encodePng } from './encode.ts';
import { VisionError } from './errors.ts';
import { engineFingerprint } from './fingerprint.ts';
import type { Judged } from './judge.ts';
import { type ModelEntries, readJsonEntry } from './model-file.ts';
import type { Image } from './types.ts';

const placeSide = z.number().int().min(1).max(4096);
const expectationSchema = z.strictObject({ input: z.string().max(80), score: z.number(), highest: z.number(), mean: z.number() });
const placeSchema = z.strictObject({
  input: z.string().max(80),
  /** Of the reduced picture; absent: the usual one. */
  size: z.strictObject({ width: placeSide, height: placeSide }).optional(),
  x: z.number(),
  y: z.number(),
  turnDeg: z.number(),
});
export const selfTestSchema = z.strictObject({
  format: z.literal(1),
  /** Of the machine that taught: there the expectations hold to the last bit. */
  fingerprint: z.string().max(500),
  cases: z.array(expectationSchema).min(1).max(16),
  /** Where parts are found in reduced pictures, of models that bring them upright; see `withPlaces`. */
  places: z.array(placeSchema).max(4).optional(),
});
export type SelfTest = z.infer<typeof selfTestSchema>;
type Expectation = z.infer<typeof expectationSchema>;

/** On another machine: how far a score or a map may lie from what was proved. */
export const selfTestTolerance = 1e-4;

/** A self-test with its inputs as PNG files by name. */
export interface StoredSelfTest {
  readonly test: SelfTest;
  readonly inputs: Readonly<Record<string, Uint8Array>>;
}

/** How a model judges a prepared picture. */
export type JudgeCrop = (crop: Image) => Judged | Promise<Judged>;

/** The self-test among the entries of a model; throws where it is missing or none. */
export function readSelfTest(entries: ModelEntries): StoredSelfTest {
  return {
    test: selfTestSchema.parse(readJsonEntry(entries, 'self-test.json')),
    inputs: Object.fromEntries(Object.entries(entries).filter(([name]) => name.startsWith('self-test/'))),
  };
}

/**
 * Runs the model on a few prepared pictures and on a spoilt one, and keeps what it says. `spoiltShare`: side of the spoilt
 * square, of the shorter side of the picture.
 */
export async function makeSelfTest(judge: JudgeCrop, crops: readonly Image[], spoiltShare = 0.25): Promise<StoredSelfTest> {
  const first = crops[0];
  if (first === undefined) throw new Error('a self-test needs a picture');
  const inputs: Record<string, Uint8Array> = {};
  const cases: Expectation[] = [];
  for (const [k, crop] of [...crops, spoilt(first, spoiltShare)].entries()) {
    const input = `self-test/${k}.png`;
    inputs[input] = await encodePng(crop, 9);
    cases.push({ input, ...(await observe(judge, crop)) });
  }
  return { test: { format: 1, fingerprint: engineFingerprint(), cases }, inputs };
}

/** Throws MODEL_REJECTED where the model does not say what it said when it was taught. */
export async function replaySelfTest(judge: JudgeCrop, { test, inputs }: StoredSelfTest, size: InputSize): Promise<void> {
  const tolerance = test.fingerprint === engineFingerprint() ? 0 : selfTestTolerance;
  for (const expected of test.cases) {
    const bytes = inputs[expected.input];
    if (bytes === undefined) throw new VisionError('MODEL_REJECTED', `the self-test picture ${expected.input} is missing`);
    const seen = await observe(judge, await decodeInput(bytes, size));
    for (const what of ['score', 'highest', 'mean'] as const) {
      const distance = Math.abs(seen[what] - expected[what]);
      if (distance <= tolerance * Math.max(1, Math.abs(expected[what]))) continue;
      throw new VisionError('MODEL_REJECTED', `self-test: ${what} of ${expected.input} is ${seen[what]}, not ${expected[what]}`);
    }
  }
}

async function observe(judge: JudgeCrop, crop: Image): Promise<Omit<Expectation, 'input'>> {
  const { score, cells } = await judge(crop);
  let highest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of cells.data) {
    highest = Math.max(highest, value);
    sum += value;
  }
  return { score, highest, mean: sum / cells.data.length };
}

/** A picture that a model holds as PNG; MODEL_REJECTED where it is not of that size. */
export async function decodeInput(bytes: Uint8Array, { width, height }: InputSize): Promise<Image> {
  const { data, info } = await sharp(bytes, { limitInputPixels: width * height, failOn: 'error' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== 3) {
    throw new VisionError('MODEL_REJECTED', 'a picture in the model does not have the size that it should have');
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** The picture with a square in its middle turned inside out: certainly not good, so the far side of the scale is tested too. */
function spoilt(image: Image, share: number): Image {
  const data = Uint8Array.from(image.data);
  const half = Math.floor((Math.min(image.width, image.height) * share) / 2);
  const [middleX, middleY] = [image.width >> 1, image.height >> 1];
  for (let y = middleY - half; y < middleY + half; y++) {
    for (let i = (y * image.width + middleX - half) * 3; i < (y * image.width + middleX + half) * 3; i++) {
      data[i] = 255 - (data[i] as number);
    }
  }
  return { ...image, data };
}
