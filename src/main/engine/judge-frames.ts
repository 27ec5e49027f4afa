import { staleness } from '#shared/domain/freshness.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { isFailure } from '../cameras/index.ts';
import { decodePicture, encodeMapPng } from '../vision/index.ts';
import type { Image } from '../vision/types.ts';
import { EngineError } from './errors.ts';
import { failureOf, type StepFailure } from './failure.ts';
import type { JudgeThread } from './judge-thread.ts';
import { frameInfo, type LineSource } from './line-source.ts';
import { previewOf } from './previews.ts';
import type { EngineEvent, FrameInfo, Judgement } from './protocol.ts';
import type { Retained } from './retained.ts';

export interface JudgeParts {
  readonly judge: JudgeThread;
  readonly retained: Retained;
  readonly send: (event: EngineEvent) => void;
}

type Taken = Pick<Judgement, 'frame' | 'name' | 'capturedAtUtc' | 'takenMonoNs'>;
const nothingTaken: Taken = { frame: null, name: null, capturedAtUtc: null, takenMonoNs: null };

const msSince = (startMs: number): number => performance.now() - startMs;

/**
 * line: waits for the frame of a trigger and judges it. `lastJudgedSeq` is the frame before it. Answers with a failure when
 * there is no frame, an unreadable or a stale one; fails with ENGINE_TIMEOUT when the judging thread does not answer.
 */
export async function judgeNext(
  parts: JudgeParts,
  source: LineSource | null,
  params: {
    readonly partId: string;
    readonly recipe: Recipe;
    readonly triggerMonoNs: bigint;
    readonly lastJudgedSeq: number | null;
  },
): Promise<Judgement> {
  const { partId, recipe, triggerMonoNs, lastJudgedSeq } = params;
  if (!source) return failed(partId, nothingTaken, { reason: 'CAMERA_LOST', detail: 'No source is open.' }, {});
  const startMs = performance.now();
  const answer = await source.next(triggerMonoNs, recipe.limits.frameTimeoutMs);
  const latency = { wait: msSince(startMs) };
  if (isFailure(answer)) {
    const { reason, detail, name, capturedAtUtc } = answer;
    return failed(partId, { ...nothingTaken, name, capturedAtUtc }, { reason, detail }, latency);
  }
  const frame = frameInfo(answer);
  const takenMonoNs = process.hrtime.bigint();
  const taken: Taken = { frame, name: frame.name, capturedAtUtc: frame.capturedAtUtc, takenMonoNs };
  parts.send({ type: 'taken', partId, frame });
  const times = { triggerMonoNs, receivedMonoNs: frame.receivedMonoNs, takenMonoNs };
  const stale = staleness(frame.seq, times, { frameAgeMs: recipe.limits.frameAgeMs, lastJudgedSeq });
  if (stale !== null) {
    parts.retained.add({ partId, image: answer.image, measured: null });
    return failed(partId, taken, { reason: 'FRAME_STALE', detail: stale }, latency, await previewOf(answer.image));
  }
  return judgeImage(parts, partId, answer.image, recipe, taken, latency);
}

/** bench: decodes a picture from outside and judges it; from the decoded picture on the same code as a frame of the line. */
export async function judgePicture(
  parts: JudgeParts,
  params: {
    readonly partId: string;
    readonly recipe: Recipe;
    readonly picture: { readonly path: string } | { readonly bytes: Uint8Array };
  },
): Promise<Judgement> {
  const { partId, recipe, picture } = params;
  const startMs = performance.now();
  let image: Image;
  try {
    image = shared(await decodePicture(picture));
  } catch (error) {
    return failed(partId, nothingTaken, failureOf(error), { decode: msSince(startMs) });
  }
  const frame: FrameInfo = {
    cameraId: 'upload',
    seq: 0,
    width: image.width,
    height: image.height,
    receivedMonoNs: process.hrtime.bigint(),
    capturedAtUtc: new Date().toISOString(),
    name: null,
  };
  const taken: Taken = { frame, name: null, capturedAtUtc: null, takenMonoNs: process.hrtime.bigint() };
  return judgeImage(parts, partId, image, recipe, taken, { decode: msSince(startMs) });
}

async function judgeImage(
  { judge, retained }: JudgeParts,
  partId: string,
  image: Image,
  recipe: Recipe,
  taken: Taken,
  before: Judgement['latency'],
): Promise<Judgement> {
  const startMs = performance.now();
  // The preview is encoded in libvips' own threads while the model runs: it adds nothing to the verdict's time.
  const preview = previewOf(image).catch(() => null);
  const tools = recipe.views[0]?.tools ?? [];
  let measured: Awaited<ReturnType<typeof measure>>;
  try {
    measured = await measure(judge, image, tools, recipe.limits.judgeTimeoutMs);
  } catch (error) {
    if (error instanceof EngineError && error.reason === 'ENGINE_TIMEOUT') throw error;
    retained.add({ partId, image, measured: null });
    return failed(partId, taken, failureOf(error), { ...before, judge: msSince(startMs) }, await preview);
  }
  const { leading, latencyMs } = measured;
  const defects = measured.tools.find((tool) => tool.toolId === leading.toolId)?.defects ?? [];
  retained.add({ partId, image, measured: { threshold: leading.threshold, map: leading.map, crop: leading.crop, defects } });
  const latency = { ...before, ...latencyMs, judge: msSince(startMs) };
  const map = await encodeMapPng(leading.map, leading.threshold);
  return { partId, ...taken, tools: measured.tools, failure: null, latency, preview: await preview, map };
}

function measure(judge: JudgeThread, image: Image, tools: Recipe['views'][number]['tools'], timeoutMs: number) {
  const { promise, reject } = Promise.withResolvers<never>();
  const detail = `Judging took longer than ${timeoutMs} ms.`;
  const timer = setTimeout(() => reject(new EngineError('ENGINE_TIMEOUT', detail)), timeoutMs);
  return Promise.race([judge.call('measure', { image, tools }), promise]).finally(() => clearTimeout(timer));
}

function failed(
  partId: string,
  taken: Taken,
  failure: StepFailure,
  latency: Judgement['latency'],
  preview: Uint8Array | null = null,
): Judgement {
  return { partId, ...taken, tools: [], failure, latency, preview, map: null };
}

/** On shared memory, so that the judging thread sees the pixels without a copy. */
function shared(image: Image): Image {
  if (image.data.buffer instanceof SharedArrayBuffer) return image;
  const data = new Uint8Array(new SharedArrayBuffer(image.data.byteLength));
  data.set(image.data);
  return { width: image.width, height: image.height, data };
}
