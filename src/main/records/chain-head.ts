import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChainHead } from './chain.ts';
import { replaceFile } from './replace-file.ts';

export const chainHeadFile = 'chain-head.json';

const chainHeadSchema = z.object({
  stationId: z.string(),
  seq: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ChainHeadRead =
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly detail: string }
  | { readonly state: 'found'; readonly stationId: string; readonly head: ChainHead };

/**
 * The end of the chain, kept outside of the database: without it, removing the newest rows together with their entries
 * would leave a shorter chain that is right in itself.
 */
export async function readChainHeadFile(dataFolder: string): Promise<ChainHeadRead> {
  let text: string;
  try {
    text = await readFile(join(dataFolder, chainHeadFile), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'missing' };
    return { state: 'damaged', detail: error instanceof Error ? error.message : String(error) };
  }
  try {
    const { stationId, seq, hash } = chainHeadSchema.parse(JSON.parse(text));
    return { state: 'found', stationId, head: { seq, hash } };
  } catch {
    return { state: 'damaged', detail: 'not a chain head' };
  }
}

export interface ChainHeadWriter {
  /** Notes a committed head; it is on disk shortly after. */
  note(head: ChainHead): void;
  /** Resolves once everything noted so far is on disk (or could not be written). */
  settle(): Promise<void>;
}

/**
 * Writes the head after each commit, never before: the file may be behind the chain, it is never ahead of it. Commits that
 * come while a write is under way are written together, so that the line never waits for this file. After `kill -9` or a
 * power cut it is behind by what was committed during one write (milliseconds).
 */
export function chainHeadWriter(dataFolder: string, stationId: string, onError: (error: unknown) => void): ChainHeadWriter {
  let wanted: ChainHead | null = null;
  let newest = -1;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (wanted !== null) {
      const head = wanted;
      wanted = null;
      try {
        await replaceFile(join(dataFolder, chainHeadFile), `${JSON.stringify({ stationId, ...head })}\n`);
      } catch (error) {
        onError(error);
      }
    }
    running = null;
  }

  return {
    note(head) {
      if (head.seq <= newest) return;
      newest = head.seq;
      wanted = head;
      running ??= run();
    },
    async settle() {
      await running;
    },
  };
}

/** Removes what a killed process left of a note that it was writing. */
export async function removeUnfinishedHeads(dataFolder: string): Promise<void> {
  const names = await readdir(dataFolder);
  const unfinished = names.filter((name) => name.startsWith(`${chainHeadFile}.`) && name.endsWith('.tmp'));
  await Promise.all(unfinished.map((name) => rm(join(dataFolder, name), { force: true })));
}
