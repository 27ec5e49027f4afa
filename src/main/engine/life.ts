import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { entryPath } from '../paths.ts';
import { EngineError } from './errors.ts';
import type {
  EngineAnswer,
  EngineEvent,
  EngineInfo,
  EngineMethod,
  EngineParams,
  EngineProgress,
  EngineRole,
  ToEngine,
} from './protocol.ts';
import { answerSchemas, fromEngineSchema } from './schema.ts';

export interface CallOptions {
  /** The process is killed when the answer takes longer. */
  readonly timeoutMs: number;
  /** Asks the engine to give up; the call rejects with the signal's reason. An engine that does not listen is killed. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EngineProgress) => void;
}

export interface LifeOptions {
  readonly role: EngineRole;
  readonly memoryLimitMb: number;
  /** Silence of the engine's main thread after which it counts as hung. */
  readonly hangMs: number;
  readonly startTimeoutMs: number;
  readonly execArgv: readonly string[];
  readonly onEvent: (event: EngineEvent) => void;
  /** What the engine writes to its standard streams, by line. */
  readonly onOutput: (line: string) => void;
}

/** Why a process is gone: `stopped` was asked for, anything else was not. */
export interface LifeEnd {
  readonly reason: 'ENGINE_LOST' | 'ENGINE_TIMEOUT' | 'stopped';
  readonly detail: string;
}

/** One engine process from fork to death. Its calls are rejected the moment it is given up, not when it is reaped. */
export interface EngineLife {
  readonly pid: number | null;
  readonly ready: Promise<EngineInfo>;
  readonly ended: Promise<LifeEnd>;
  call<M extends EngineMethod>(method: M, params: EngineParams<M>, options: CallOptions): Promise<EngineAnswer<M>>;
  pendingCalls(): number;
  rssBytes(): number | null;
  kill(end: LifeEnd): void;
  /** Closes the channel: the engine ends by itself; killed after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

interface Pending {
  readonly method: EngineMethod;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: EngineProgress) => void) | undefined;
  readonly settled: () => void;
}

const watchEveryMs = 250;
const exitGraceMs = 100;
/** How long a cancelled call may go on inside the engine before the process is killed. */
const cancelGraceMs = 10_000;

export function startLife(options: LifeOptions): EngineLife {
  const child: ChildProcess = fork(entryPath('engine'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...options.execArgv],
  });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let end: LifeEnd | null = null;
  let stopping = false;
  let lastAliveMs = performance.now();
  let rss: number | null = null;
  const ended = Promise.withResolvers<LifeEnd>();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // A process that could not even be started has no exit.
    child.once('error', () => child.pid === undefined && resolve());
  });

  const giveUp = (why: LifeEnd): void => {
    if (end) return;
    end = why;
    clearInterval(watch);
    child.kill('SIGKILL');
    const reason = why.reason === 'stopped' ? 'ENGINE_LOST' : why.reason;
    for (const call of pending.values()) {
      call.settled();
      call.reject(new EngineError(reason, why.detail));
    }
    pending.clear();
    ended.resolve(why);
  };

  const settle = (id: number): Pending | null => {
    const call = pending.get(id);
    if (!call) return null;
    pending.delete(id);
    call.settled();
    return call;
  };

  const receive = (raw: unknown): void => {
    if (end) return;
    const parsed = fromEngineSchema.safeParse(raw);
    if (!parsed.success) {
      giveUp({
        reason: 'ENGINE_LOST',
        detail: `The engine sent a message that is none: ${parsed.error.issues[0]?.message ?? ''}`,
      });
      return;
    }
    const message = parsed.data;
    switch (message.kind) {
      case 'alive':
        lastAliveMs = performance.now();
        rss = message.rssBytes;
        if (rss > options.memoryLimitMb * 1024 * 1024) {
          const detail = `The engine used ${Math.round(rss / 1024 / 1024)} MB, allowed are ${options.memoryLimitMb} MB.`;
          giveUp({ reason: 'ENGINE_LOST', detail });
        }
        return;
      case 'event':
        options.onEvent(message.event);
        return;
      case 'progress':
        pending.get(message.id)?.onProgress?.(message.progress);
        return;
      case 'failed': {
        const call = settle(message.id);
        call?.reject(new EngineError(message.reason, message.detail));
        // The engine's main thread lives, but the thread that judges does not answer: it cannot be ended from inside.
        if (message.reason === 'ENGINE_TIMEOUT') giveUp({ reason: 'ENGINE_TIMEOUT', detail: message.detail });
        return;
      }
      case 'answer': {
        const call = settle(message.id);
        if (!call) return;
        const result = answerSchemas[call.method].safeParse(message.result);
        if (result.success) call.resolve(result.data as never);
        else
          call.reject(
            new EngineError(
              'INTERNAL',
              `The engine's answer to ${call.method} is not valid: ${result.error.issues[0]?.message ?? ''}`,
            ),
          );
        return;
      }
    }
  };

  child.on('message', receive);
  child.on('error', (error) => giveUp({ reason: 'ENGINE_LOST', detail: `The engine could not be reached: ${error.message}` }));
  const gone = (detail: string): void =>
    giveUp(stopping ? { reason: 'stopped', detail: 'The engine was stopped.' } : { reason: 'ENGINE_LOST', detail });
  child.on('exit', (code, signal) => gone(`The engine ended (${signal ?? `exit code ${code}`}).`));
  // The exit that mostly follows says more.
  child.on('disconnect', () => stopping || setTimeout(() => gone('The engine closed its channel.'), exitGraceMs));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.onOutput);
  }

  let lastWatchMs = performance.now();
  let isReady = false;
  const watch = setInterval(() => {
    const now = performance.now();
    // When this process itself was held up, the engine's messages still wait to be read: silence proves nothing then.
    const heldUp = now - lastWatchMs > 4 * watchEveryMs;
    lastWatchMs = now;
    if (heldUp) lastAliveMs = Math.max(lastAliveMs, now - options.hangMs / 2);
    else if (isReady && now - lastAliveMs > options.hangMs) {
      giveUp({ reason: 'ENGINE_TIMEOUT', detail: `The engine did not answer for ${Math.round(now - lastAliveMs)} ms.` });
    }
  }, watchEveryMs);

  const send = (message: ToEngine): void => {
    child.send(message, (error) => {
      if (error) giveUp({ reason: 'ENGINE_LOST', detail: `The engine could not be reached: ${error.message}` });
    });
  };

  const call: EngineLife['call'] = (method, params, { timeoutMs, signal, onProgress }) => {
    if (end) return Promise.reject(new EngineError('ENGINE_LOST', end.detail));
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = nextId++;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        giveUp({ reason: 'ENGINE_TIMEOUT', detail: `The engine did not answer ${method} within ${timeoutMs} ms.` });
      }, timeoutMs);
      let grace: NodeJS.Timeout | undefined;
      const onAbort = (): void => {
        send({ kind: 'cancel', id });
        grace = setTimeout(() => {
          giveUp({ reason: 'ENGINE_TIMEOUT', detail: `The engine did not give up ${method} when asked to.` });
        }, cancelGraceMs);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const settled = (): void => {
        clearTimeout(deadline);
        clearTimeout(grace);
        signal?.removeEventListener('abort', onAbort);
      };
      pending.set(id, { method, resolve, reject, onProgress, settled });
      send({ kind: 'call', id, method, params });
    });
  };

  const ready = call('hello', { role: options.role }, { timeoutMs: options.startTimeoutMs }).then((info) => {
    isReady = true;
    lastAliveMs = performance.now();
    return info;
  });
  // Whoever waits sees the rejection; when nobody does, `ended` tells.
  ready.catch(() => {});

  return {
    pid: child.pid ?? null,
    ready,
    ended: ended.promise,
    call,
    pendingCalls: () => pending.size,
    rssBytes: () => rss,
    kill: giveUp,
    async stop(graceMs) {
      stopping = true;
      if (!end && child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
