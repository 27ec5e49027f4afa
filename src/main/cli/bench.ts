import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createEngine, type Engine } from '../engine/index.ts';
import { interruptible } from './interruption.ts';

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
  try {
    return await interruptible((interrupted) => work({ engine, folder, signal: AbortSignal.any([stop, interrupted]) }));
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
