import { constants, setPriority } from 'node:os';
import type { Logger } from 'pino';
import { EngineError } from './errors.ts';
import { type CallOptions, type EngineLife, startLife } from './life.ts';
import type { EngineAnswer, EngineEvent, EngineInfo, EngineMethod, EngineParams, EngineRole } from './protocol.ts';

/**
 * `idle` no process (bench only: the next call starts one); `starting`; `ready`; `lost` died or was killed, comes back by
 * itself after a back-off.
 */
export interface EngineHealth {
  readonly state: 'idle' | 'starting' | 'ready' | 'lost';
  readonly pid: number | null;
  readonly restarts: number;
  /** Counts processes: models and source have to be prepared again whenever it changes. */
  readonly generation: number;
  /** Why the last process was lost. */
  readonly detail: string | null;
}

export interface EngineListener {
  readonly onEvent?: (event: EngineEvent) => void;
  readonly onState?: (health: EngineHealth) => void;
}

export interface EngineOptions extends EngineListener {
  readonly role: EngineRole;
  readonly log: Logger;
  readonly memoryLimitMb: number;
  /** Silence after which the process counts as hung and is killed. Default: 1.6 s for the line, 10 s for the bench. */
  readonly hangMs?: number;
  readonly startTimeoutMs?: number;
  /** A bench without calls for this long is ended and its memory given back. Default: 2 minutes. */
  readonly idleMs?: number;
  /** Further arguments for Node. */
  readonly execArgv?: readonly string[];
}

/** An engine that is always there: the process behind it is started, watched, killed and replaced. */
export interface Engine {
  /**
   * Calls the engine. Fails with {@link EngineError}; after ENGINE_TIMEOUT the process was killed. The line refuses with
   * ENGINE_LOST while its process is down; the bench starts one and waits.
   */
  call<M extends EngineMethod>(method: M, params: EngineParams<M>, options: CallOptions): Promise<EngineAnswer<M>>;
  health(): EngineHealth;
  info(): EngineInfo | null;
  rssBytes(): number | null;
  /** Answers with a function that unregisters. A new listener is told nothing of the past: read `health()`. */
  subscribe(listener: EngineListener): () => void;
  stop(): Promise<void>;
}

const firstBackOffMs = 100;
const longestBackOffMs = 5_000;
/** A process that lived this long was healthy: the next failure starts with the shortest back-off again. */
const healthyMs = 10_000;
const stopGraceMs = 1_500;

export function createEngine(options: EngineOptions): Engine {
  const { role, log } = options;
  const idleMs = options.idleMs ?? 120_000;
  const listeners = new Set<EngineListener>([options]);
  let life: EngineLife | null = null;
  let info: EngineInfo | null = null;
  let health: EngineHealth = {
    state: role === 'line' ? 'starting' : 'idle',
    pid: null,
    restarts: 0,
    generation: 0,
    detail: null,
  };
  let backOffMs = firstBackOffMs;
  let restartTimer: NodeJS.Timeout | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let stopped = false;
  let waiting: (() => void)[] = [];

  const become = (change: Partial<EngineHealth>): void => {
    health = { ...health, ...change };
    for (const listener of [...listeners]) listener.onState?.(health);
  };

  const start = (): EngineLife => {
    clearTimeout(restartTimer);
    const startedMs = performance.now();
    const heap = role === 'bench' ? [`--max-old-space-size=${Math.max(256, Math.floor(options.memoryLimitMb / 2))}`] : [];
    const born = startLife({
      role,
      memoryLimitMb: options.memoryLimitMb,
      hangMs: options.hangMs ?? (role === 'line' ? 1_600 : 10_000),
      startTimeoutMs: options.startTimeoutMs ?? 30_000,
      execArgv: [...heap, ...(options.execArgv ?? [])],
      onEvent: (event) => {
        for (const listener of [...listeners]) listener.onEvent?.(event);
      },
      onOutput: (line) => log.warn({ engine: role, enginePid: born.pid }, line),
    });
    life = born;
    if (role === 'bench' && born.pid !== null) lowerPriority(born.pid);
    become({ state: 'starting', pid: born.pid, generation: health.generation + 1 });
    born.ready.then(
      (hello) => {
        if (life !== born) return;
        info = hello;
        log.info({ engine: role, enginePid: born.pid, fingerprint: hello.fingerprint }, 'engine ready');
        become({ state: 'ready', detail: null });
      },
      (error: unknown) =>
        born.kill({ reason: 'ENGINE_LOST', detail: error instanceof EngineError ? error.detail : String(error) }),
    );
    void born.ended.then((end) => {
      if (life !== born) return;
      life = null;
      if (end.reason === 'stopped' || stopped) {
        become({ state: role === 'bench' && !stopped ? 'idle' : 'lost', pid: null, detail: end.detail });
        return;
      }
      if (performance.now() - startedMs > healthyMs) backOffMs = firstBackOffMs;
      log.error({ engine: role, enginePid: born.pid, reason: end.reason, restartInMs: backOffMs }, end.detail);
      restartTimer = setTimeout(comeBack, backOffMs);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
      become({ state: 'lost', pid: null, restarts: health.restarts + 1, detail: end.detail });
    });
    return born;
  };

  const comeBack = (): void => {
    if (stopped) return;
    if (role === 'line' || waiting.length > 0) start();
    else become({ state: 'idle' });
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };

  function lowerPriority(pid: number): void {
    try {
      setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch (error) {
      log.warn({ engine: role, enginePid: pid, err: error }, 'the priority of the engine could not be lowered');
    }
  }

  const lifeForCall = async (): Promise<EngineLife> => {
    if (stopped) throw new EngineError('ENGINE_LOST', 'The engine is stopped.');
    if (life) return life;
    if (role === 'line') throw new EngineError('ENGINE_LOST', health.detail ?? 'The engine is not running.');
    if (health.state === 'lost') {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return lifeForCall();
    }
    return start();
  };

  const restIfIdle = (): void => {
    clearTimeout(idleTimer);
    if (role !== 'bench' || stopped || !life || life.pendingCalls() > 0) return;
    const resting = life;
    idleTimer = setTimeout(() => {
      if (resting === life && resting.pendingCalls() === 0) void resting.stop(stopGraceMs);
    }, idleMs);
    idleTimer.unref();
  };

  if (role === 'line') start();

  return {
    async call(method, params, callOptions) {
      const current = await lifeForCall();
      clearTimeout(idleTimer);
      try {
        await current.ready;
        return await current.call(method, params, callOptions);
      } finally {
        restIfIdle();
      }
    },
    health: () => health,
    info: () => info,
    rssBytes: () => life?.rssBytes() ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      stopped = true;
      clearTimeout(restartTimer);
      clearTimeout(idleTimer);
      for (const wake of waiting) wake();
      waiting = [];
      await life?.stop(stopGraceMs);
    },
  };
}
