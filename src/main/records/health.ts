import { statfs } from 'node:fs/promises';
import { toRecordsError } from './errors.ts';
import type { Store } from './store.ts';

/** Below this much free space the station is not ready: what is left belongs to the verdicts under way and their pictures. */
export const minimumFreeBytes = 200 * 1024 * 1024;

/** What is written to see whether there is room again: several times what a verdict with many defects takes. */
const probeBytes = 256 * 1024;

export interface Health {
  readonly writable: boolean;
  readonly detail: string | null;
  readonly freeBytes: number | null;
}

/** Really writes a row (committed as a verdict would be) and looks at the free space. `detail` begins with a stable code. */
export async function checkHealth(store: Store): Promise<Health> {
  const freeBytes = await freeSpace(store.dataFolder);
  try {
    // A few bytes may still fit where a verdict did not: after a failure only a write that is surely larger counts.
    if (store.troubled()) await writeRow(store, Buffer.alloc(probeBytes));
    await writeRow(store, null);
    store.recovered();
  } catch (error) {
    const { code, message } = toRecordsError(error);
    return { writable: false, detail: `${code}: ${message}`, freeBytes };
  }
  if (freeBytes !== null && freeBytes < minimumFreeBytes) return { writable: false, detail: 'DISK_FULL', freeBytes };
  return { writable: true, detail: null, freeBytes };
}

async function writeRow(store: Store, padding: Buffer | null): Promise<void> {
  await store.write(async ({ db, now }) => {
    await db
      .insertInto('health')
      .values({ id: 1, at_utc: now.atUtc, padding })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ at_utc: now.atUtc, padding }))
      .execute();
  });
}

async function freeSpace(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
