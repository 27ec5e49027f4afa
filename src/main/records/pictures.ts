import type { PictureKind } from '#shared/domain/inspection.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { addAudit } from './audit.ts';
import { appendToChain } from './chain.ts';
import { RecordsError } from './errors.ts';
import { payloadOf } from './payload.ts';
import { findPictureFile, isPicturePath, removeStrayFiles } from './picture-files.ts';
import type { Db } from './schema.ts';
import type { Store, Writing } from './store.ts';
import type { AttachedPicture } from './types.ts';

/** Setting: days for which pictures of parts without a recipe are kept. */
const retentionSetting = 'pictures.retentionDays';
const defaultRetentionDays = 90;
const dayMs = 86_400_000;

interface Owner {
  readonly number: number;
  readonly judged_at_utc: string;
  readonly product_id: string | null;
  readonly recipe_version: number | null;
}

/** Adds the hashes of pictures that were announced at the commit and are now on disk, as one entry of the chain. */
export async function attachPictures(store: Store, partId: string, pictures: readonly AttachedPicture[]): Promise<void> {
  if (pictures.length === 0) return;
  for (const picture of pictures) checkPicture(picture);
  await store.write(async ({ db }) => {
    const part = await ownerOf(db, partId);
    const wanted = await notYetStored(db, part, pictures);
    if (wanted.length === 0) return;
    const keepUntil = new Date(Date.parse(part.judged_at_utc) + (await retentionDays(db, part)) * dayMs).toISOString();
    await appendToChain(db, {
      kind: 'pictures.stored',
      subject: partId,
      async write(seq) {
        for (const { kind, path, mime, sha256, bytes } of wanted) {
          await db
            .updateTable('picture')
            .set({ state: 'stored', path, mime, sha256, bytes, keep_until_utc: keepUntil, chain_seq: seq })
            .where('part_number', '=', part.number)
            .where('kind', '=', kind)
            .execute();
        }
        return payloadOf(db, 'pictures.stored', seq);
      },
    });
  });
}

/** Says, chained, that these pictures will never come. Those already settled stay what they are. */
export async function losePictures(store: Store, partId: string, kinds: readonly PictureKind[]): Promise<void> {
  await store.write(async (writing) => {
    const part = await ownerOf(writing.db, partId);
    await markLost(writing, { id: partId, number: part.number, kinds, reason: 'not written' });
  });
}

/**
 * Settles what an earlier run left open: pictures that were announced but whose hashes never reached the records are lost,
 * also where the file was already in place. Nothing in the records vouches for such a file: between the crash and this
 * start anybody could have put it there. It is removed, so that it cannot be taken for evidence later.
 */
export async function settleInterruptedPictures(store: Store): Promise<number> {
  const open = await store.reader
    .selectFrom('picture')
    .innerJoin('part', 'part.number', 'picture.part_number')
    .select(['part.number', 'part.id', 'part.judged_at_utc', 'picture.kind'])
    .where('picture.state', '=', 'pending')
    .where('part.boot_id', '!=', store.bootId)
    .execute();
  if (open.length === 0) return 0;
  const parts = [...Map.groupBy(open, (row) => row.number)];
  let removed = 0;
  for (const [number, [first]] of parts) {
    if (first === undefined) continue;
    const settled = await store.reader.selectFrom('picture').select('path').where('part_number', '=', number).execute();
    const known = new Set(settled.flatMap(({ path }) => (path === null ? [] : [path])));
    removed += await removeStrayFiles(store.dataFolder, { id: first.id, judgedAtUtc: first.judged_at_utc, known });
  }
  await store.write(async (writing) => {
    for (const [number, rows] of parts) {
      const kinds = rows.map((row) => row.kind);
      await markLost(writing, { id: rows[0]?.id ?? '', number, kinds, reason: 'interrupted' });
    }
    await addAudit(writing, {
      actor: 'system',
      action: 'pictures.lost',
      subject: null,
      detail: { pictures: open.length, parts: parts.length, strayFilesRemoved: removed },
    });
  });
  return open.length;
}

async function markLost(
  { db }: Writing,
  lost: { id: string; number: number; kinds: readonly PictureKind[]; reason: string },
): Promise<void> {
  const pending = await db
    .selectFrom('picture')
    .select('kind')
    .where('part_number', '=', lost.number)
    .where('state', '=', 'pending')
    .execute();
  const kinds = pending.map((row) => row.kind).filter((kind) => lost.kinds.includes(kind));
  if (kinds.length === 0) return;
  await appendToChain(db, {
    kind: 'pictures.lost',
    subject: lost.id,
    async write(seq) {
      await db
        .updateTable('picture')
        .set({ state: 'lost', lost_reason: lost.reason, chain_seq: seq })
        .where('part_number', '=', lost.number)
        .where('kind', 'in', kinds)
        .execute();
      return payloadOf(db, 'pictures.lost', seq);
    },
  });
}

/** Where a stored picture lies; null when there is none (any more). */
export async function picturePath(
  store: Store,
  partId: string,
  kind: PictureKind,
): Promise<{ path: string; mime: string } | null> {
  const row = await store.reader
    .selectFrom('picture')
    .innerJoin('part', 'part.number', 'picture.part_number')
    .select(['path', 'mime'])
    .where('part.id', '=', partId)
    .where('picture.kind', '=', kind)
    .where('picture.state', '=', 'stored')
    .executeTakeFirst();
  if (!row?.path || !row.mime || !isPicturePath(row.path)) return null;
  const path = await findPictureFile(store.dataFolder, row.path);
  return path === null ? null : { path, mime: row.mime };
}

function checkPicture(picture: AttachedPicture): void {
  const sound =
    isPicturePath(picture.path) &&
    /^[0-9a-f]{64}$/.test(picture.sha256) &&
    /^image\/[a-z0-9.+-]{1,40}$/.test(picture.mime) &&
    Number.isSafeInteger(picture.bytes) &&
    picture.bytes > 0;
  if (!sound) throw new RecordsError('INVALID', `Not a picture that can be recorded: ${picture.kind} ${picture.path}`);
}

async function ownerOf(db: Db, partId: string): Promise<Owner> {
  const part = await db
    .selectFrom('part')
    .select(['number', 'judged_at_utc', 'product_id', 'recipe_version'])
    .where('id', '=', partId)
    .executeTakeFirst();
  if (part === undefined) throw new RecordsError('NOT_FOUND', `There is no part ${partId}.`);
  return part;
}

/**
 * Pictures that the part still waits for. One that is recorded just so is left out: whoever had no answer may ask again.
 * Any other than those announced is a fault of the caller.
 */
async function notYetStored(db: Db, part: Owner, pictures: readonly AttachedPicture[]): Promise<AttachedPicture[]> {
  const rows = await db
    .selectFrom('picture')
    .select(['kind', 'state', 'path', 'sha256'])
    .where('part_number', '=', part.number)
    .execute();
  const taken = new Set<PictureKind>();
  return pictures.filter(({ kind, path, sha256 }) => {
    const row = rows.find((candidate) => candidate.kind === kind);
    if (row?.state === 'stored' && row.path === path && row.sha256 === sha256) return false;
    if (row?.state !== 'pending' || taken.has(kind)) {
      throw new RecordsError('INVALID', `Part ${part.number} does not wait for a ${kind} picture.`);
    }
    taken.add(kind);
    return true;
  });
}

/** Of the recipe that judged the part; a later version does not change what was promised for it. */
async function retentionDays(db: Db, part: Owner): Promise<number> {
  if (part.product_id !== null && part.recipe_version !== null) {
    const row = await db
      .selectFrom('recipe_version')
      .select('document')
      .where('product_id', '=', part.product_id)
      .where('version', '=', part.recipe_version)
      .executeTakeFirst();
    if (row !== undefined) return recipeSchema.parse(JSON.parse(row.document)).pictures.retentionDays;
  }
  const setting = await db.selectFrom('setting').select('value').where('key', '=', retentionSetting).executeTakeFirst();
  const days: unknown = setting === undefined ? null : JSON.parse(setting.value);
  return typeof days === 'number' && Number.isInteger(days) && days >= 1 ? days : defaultRetentionDays;
}
