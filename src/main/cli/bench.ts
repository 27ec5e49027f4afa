import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createEngine, type Engine } from '../engine/index.ts';
import { exitCodes } from './exit-codes.ts';

const memoryLimitMb = 1_536;
/** More patient than a station: nothing else waits for this engine, and a busy computer must not look like a hung one. */
const hangMs = 60_000;
const startTimeoutMs = 120_000;

export interface Bench {
  readonly engine: Engine;
  /** A folder of this run, gone afterwards. */
  readonly folder: string;
  /** Aborted by Ctrl-C, a termination signal or a reader that went away. */
  readonly signal: AbortSignal;
}

/**
 * Does work with an engine of its own: pictures from outside are decoded there, and one that brings it down does not bring
 * down the command. The engine is stopped and the folder removed whatever happens.
 */
export async function withBench<T>(stop: AbortSignal, work: (bench: Bench) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'passline-'));
  const level = process.env['PASSLINE_LOG'] ?? 'silent';
  const log = pino({ level, name: 'passline' }, pino.destination({ dest: 2, sync: true }));
  const engine = createEngine({ role: 'bench', log, memoryLimitMb, hangMs, startTimeoutMs });
  const interrupted = new AbortController();
  let sinceMs = Number.POSITIVE_INFINITY;
  const interrupt = (): void => {
    // One Ctrl-C can arrive twice, from the terminal and from a parent that passes it on; a second one means: at once.
    if (performance.now() - sinceMs > 1_000) process.exit(exitCodes.interrupted);
    sinceMs = Math.min(sinceMs, performance.now());
    interrupted.abort(new Interrupted());
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work({ engine, folder, signal: AbortSignal.any([stop, interrupted.signal]) });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Somebody stopped the command. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted.');
    this.name = 'Interrupted';
  }
}
