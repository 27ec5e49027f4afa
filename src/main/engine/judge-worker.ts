import { parentPort } from 'node:worker_threads';
import { comparePictures } from '#shared/domain/picture-quality.ts';
import {
  checkPictures,
  engineFingerprint,
  evaluate,
  evaluateReferences,
  teachModel,
  teachReference,
  tryBackbone,
} from '../vision/index.ts';
import { failureOf } from './failure.ts';
import type { FromJudge, JudgeCalls, JudgeMethod, ToJudge } from './judge-protocol.ts';
import { createModels } from './models.ts';
import type { EngineProgress } from './protocol.ts';

/**
 * The thread that holds the models. ONNX Runtime is synchronous inside: here it blocks nobody but the next judgement.
 * Calls run one after the other in the order in which they came.
 */
const port = parentPort;
if (!port) throw new Error('The judging thread is started by the engine.');

interface CallContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EngineProgress) => void;
}

const models = createModels();
const cancels = new Map<number, AbortController>();
let queue: Promise<void> = Promise.resolve();

const handlers: {
  readonly [M in JudgeMethod]: (
    params: Parameters<JudgeCalls[M]>[0],
    context: CallContext,
  ) => ReturnType<JudgeCalls[M]> | Promise<ReturnType<JudgeCalls[M]>>;
} = {
  fingerprint: () => engineFingerprint(),
  load: ({ tools, models: paths }) => models.load(tools, paths),
  measure: ({ image, tools }) => models.measure(image, tools),
  teach: ({ request, outFolder }, context) => teachModel(request, outFolder, context),
  teachReference: ({ request, outFolder }, context) => teachReference(request, outFolder, context),
  checkBackbone: (files) => tryBackbone(files),
  checkPictures: async ({ pictures }, context) => ({ pictures: await checkPictures(pictures, context) }),
  comparePictures: ({ facts }) => ({ qualities: comparePictures(facts) }),
  evaluate: ({ folder, options }, context) => evaluate(folder, options, context),
  evaluateReferences: ({ folder, options }, context) => evaluateReferences(folder, options, context),
};

const send = (message: FromJudge): void => port.postMessage(message);

async function answer(id: number, method: JudgeMethod, params: unknown, signal: AbortSignal): Promise<void> {
  try {
    signal.throwIfAborted();
    const context = { signal, onProgress: (progress: EngineProgress) => send({ kind: 'progress', id, progress }) };
    const result: unknown = await handlers[method](params as never, context);
    send({ kind: 'answer', id, result });
  } catch (error) {
    send({ kind: 'failed', id, ...failureOf(error) });
  } finally {
    cancels.delete(id);
  }
}

port.on('message', (message: ToJudge) => {
  switch (message.kind) {
    case 'cancel':
      cancels.get(message.id)?.abort();
      return;
    case 'call': {
      const { id, method, params } = message;
      const cancel = new AbortController();
      cancels.set(id, cancel);
      queue = queue.then(() => answer(id, method, params, cancel.signal));
      return;
    }
  }
});
