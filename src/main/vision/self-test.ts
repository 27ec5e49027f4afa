import sharp from 'sharp';
import { z } from 'zod';
import type { InputSize } from './compile.ts';
import { encodePng } from './encode.ts';
import { VisionError } from './errors.ts';
import { engineFingerprint } from './fingerprint.ts';
import { judgeCrop } from './judge.ts';
import type { Session } from './session.ts';
import type { Image } from './types.ts';

const expectationSchema = z.strictObject({ input: z.string().max(80), score: z.number(), highest: z.number(), mean: z.number() });
export const selfTestSchema = z.strictObject({
  format: z.literal(1),
  /** Of the machine that taught: there the expectations hold to the last bit. */
  fingerprint: z.string().max(500),
  cases: z.array(expectationSchema).min(1).max(16),
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

/** Runs the model on a few prepared pictures and on a spoilt one, and keeps what it says. */
export async function makeSelfTest(session: Session, crops: readonly Image[], grid: InputSize): Promise<StoredSelfTest> {
  const first = crops[0];
  if (first === undefined) throw new Error('a self-test needs a picture');
  const inputs: Record<string, Uint8Array> = {};
  const cases: Expectation[] = [];
  for (const [k, crop] of [...crops, spoilt(first)].entries()) {
    const input = `self-test/${k}.png`;
    inputs[input] = await encodePng(crop, 9);
    cases.push({ input, ...(await observe(session, crop, grid)) });
  }
  return { test: { format: 1, fingerprint: engineFingerprint(), cases }, inputs };
}

/** Throws MODEL_REJECTED where the model does not say what it said when it was taught. */
export async function replaySelfTest(
  session: Session,
  { test, inputs }: StoredSelfTest,
  size: InputSize,
  grid: InputSize,
): Promise<void> {
  const tolerance = test.fingerprint === engineFingerprint() ? 0 : selfTestTolerance;
  for (const expected of test.cases) {
    const bytes = inputs[expected.input];
    if (bytes === undefined) throw new VisionError('MODEL_REJECTED', `the self-test picture ${expected.input} is missing`);
    const seen = await observe(session, await decodeInput(bytes, size), grid);
    for (const what of ['score', 'highest', 'mean'] as const) {
      const distance = Math.abs(seen[what] - expected[what]);
      if (distance <= tolerance * Math.max(1, Math.abs(expected[what]))) continue;
      throw new VisionError('MODEL_REJECTED', `self-test: ${what} of ${expected.input} is ${seen[what]}, not ${expected[what]}`);
    }
  }
}

async function observe(session: Session, crop: Image, grid: InputSize): Promise<Omit<Expectation, 'input'>> {
  const { score, cells } = await judgeCrop(session, crop, grid);
  let highest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of cells.data) {
    highest = Math.max(highest, value);
    sum += value;
  }
  return { score, highest, mean: sum / cells.data.length };
}

async function decodeInput(bytes: Uint8Array, { width, height }: InputSize): Promise<Image> {
  const { data, info } = await sharp(bytes, { limitInputPixels: width * height, failOn: 'error' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== 3) {
    throw new VisionError('MODEL_REJECTED', 'a self-test picture does not fit the input of the model');
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** The picture with a square in its middle turned inside out: certainly not good, so the far side of the scale is tested too. */
function spoilt(image: Image): Image {
  const data = Uint8Array.from(image.data);
  const half = Math.floor(Math.min(image.width, image.height) / 8);
  const [middleX, middleY] = [image.width >> 1, image.height >> 1];
  for (let y = middleY - half; y < middleY + half; y++) {
    for (let i = (y * image.width + middleX - half) * 3; i < (y * image.width + middleX + half) * 3; i++) {
      data[i] = 255 - (data[i] as number);
    }
  }
  return { ...image, data };
}
