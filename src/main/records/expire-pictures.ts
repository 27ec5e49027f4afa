import { addAudit } from './audit.ts';
import { appendToChain } from './chain.ts';
import { normalUtc } from './commit-part.ts';
import { payloadOf } from './payload.ts';
import { removePictureFile } from './picture-files.ts';
import type { Store } from './store.ts';

/** Pictures an entry of the chain covers at most; also how long one transaction may hold up a verdict. */
const batch = 200;

/**
 * Deletes pictures past the date until which they had to be kept. The record says so first (chained), then the file goes:
 * after a crash in between the file is left over and removed at the next expiry, never missing without a reason.
 * @returns how many pictures expired
 */
export async function expirePictures(store: Store, nowUtc: string): Promise<number> {
  const now = normalUtc(nowUtc);
  let expired = 0;
  let bytes = 0;
  for (;;) {
    const done = await expireBatch(store, now);
    expired += done.count;
    bytes += done.bytes;
    await removeExpiredFiles(store);
    if (done.count < batch) break;
  }
  if (expired > 0) {
    await store.write((writing) =>
      addAudit(writing, { actor: 'system', action: 'pictures.expired', subject: null, detail: { pictures: expired, bytes } }),
    );
  }
  return expired;
}

async function expireBatch(store: Store, now: string): Promise<{ count: number; bytes: number }> {
  return store.write(async ({ db }) => {
    const due = await db
      .selectFrom('picture')
      .innerJoin('part', 'part.number', 'picture.part_number')
      .select(['picture.part_number', 'part.id', 'picture.kind', 'picture.bytes'])
      .where('picture.state', '=', 'stored')
      .where('picture.keep_until_utc', '<', now)
      .orderBy('picture.keep_until_utc')
      .limit(batch)
      .execute();
    if (due.length === 0) return { count: 0, bytes: 0 };
    // The subject is the first part of the entry, as the payload will list them.
    const subject = due.map((row) => row.id).reduce((a, b) => (a < b ? a : b));
    await appendToChain(db, {
      kind: 'pictures.expired',
      subject,
      async write(seq) {
        for (const row of due) {
          await db
            .updateTable('picture')
            .set({ state: 'expired', expired_seq: seq })
            .where('part_number', '=', row.part_number)
            .where('kind', '=', row.kind)
            .execute();
        }
        return payloadOf(db, 'pictures.expired', seq);
      },
    });
    return { count: due.length, bytes: due.reduce((sum, row) => sum + (row.bytes ?? 0), 0) };
  });
}

async function removeExpiredFiles(store: Store): Promise<void> {
  const rows = await store.reader
    .selectFrom('picture')
    .select(['part_number', 'kind', 'path'])
    .where('state', '=', 'expired')
    .where('file_removed', '=', 0)
    .limit(batch * 2)
    .execute();
  const gone: typeof rows = [];
  for (const row of rows) {
    if (row.path === null || (await removePictureFile(store.dataFolder, row.path))) gone.push(row);
  }
  if (gone.length === 0) return;
  await store.write(async ({ db }) => {
    for (const row of gone) {
      await db
        .updateTable('picture')
        .set({ file_removed: 1 })
        .where('part_number', '=', row.part_number)
        .where('kind', '=', row.kind)
        .execute();
    }
  });
}
