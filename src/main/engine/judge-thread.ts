import { Worker } from 'node:worker_threads';
import { entryPath } from '../paths.ts';
import { EngineError } from './errors.ts';
import { reasonCodeSchema } from '#shared/domain/reason.ts';
import type { FromJudge, JudgeCalls, JudgeMethod, ToJudge } from './judge-protocol.ts';
import type { EngineProgress } from './protocol.ts';

export interface JudgeThread {
  call<M extends JudgeMethod>(
    method: M,
    params: Parameters<JudgeCalls[M]>[0],
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (progress: EngineProgress) => void },
  ): Promise<ReturnType<JudgeCalls[M]>>;
}

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: EngineProgress) => void) | undefined;
}

/**
 * The thread that holds models and runs them. It cannot be ended while it is inside native code (that would abort the whole
 * process), so nobody tries: `onDeath` is told when it ends by itself, and the process goes with it.
 */
export function startJudgeThread(onDeath: (why: string) => void): JudgeThread {
  const worker = new Worker(entryPath('judge'));
  const pending = new Map<number, Pending>();
  let nextId = 1;

  worker.on('message', (message: FromJudge) => {
    const call = pending.get(message.id);
    if (!call) return;
    if (message.kind === 'progress') {
      call.onProgress?.(message.progress);
      return;
    }
    pending.delete(message.id);
    if (message.kind === 'answer') call.resolve(message.result as never);
    else call.reject(new EngineError(reasonCodeSchema.catch('INTERNAL').parse(message.reason), message.detail));
  });
  worker.on('error', (error) => onDeath(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  worker.on('exit', (code) => onDeath(`The judging thread ended with code ${code}.`));

  const send = (message: ToJudge): void => worker.postMessage(message);
  return {
    call(method, params, { signal, onProgress } = {}) {
      const id = nextId++;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject, onProgress });
        signal?.addEventListener('abort', () => send({ kind: 'cancel', id }), { once: true });
        send({ kind: 'call', id, method, params });
      });
    },
  };
}
