import { sql } from 'kysely';
import type { PictureKind } from '#shared/domain/inspection.ts';
import { asKysely, openReader } from './database.ts';
import { hashPictureFile, isPicturePath } from './picture-files.ts';
import type { ChainKind, Db } from './schema.ts';
import type { Report } from './verify.ts';

const page = 500;

export interface PictureTotals {
  readonly checked: number;
  readonly pending: number;
  readonly lost: number;
  readonly expired: number;
}

interface StoredRow {
  readonly part_number: number;
  readonly id: string;
  readonly kind: PictureKind;
  readonly path: string | null;
  readonly sha256: string | null;
}

/**
 * States and files of pictures. That a state, path or hash was edited shows in the chain; here: a state without the entry
 * that made it, a deletion before its time, and files that are missing or are not what was hashed.
 */
export async function verifyPictures(
  db: Db,
  options: { dataFolder: string; files: boolean; onProgress: (done: number) => void },
  report: Report,
): Promise<PictureTotals> {
  await reportUnproved(db, report);
  const counts = await db
    .selectFrom('picture')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const countOf = (state: string) => counts.find((row) => row.state === state)?.count ?? 0;
  const checked = options.files ? await checkFiles(db, options, report) : 0;
  return { checked, pending: countOf('pending'), lost: countOf('lost'), expired: countOf('expired') };
}

async function reportUnproved(db: Db, report: Report): Promise<void> {
  const wanted = sql<ChainKind>`case picture.state when 'lost' then 'pictures.lost' else 'pictures.stored' end`;
  const unproved = await db
    .selectFrom('picture')
    .leftJoin('chain', (join) => join.onRef('chain.seq', '=', 'picture.chain_seq').on('chain.kind', '=', wanted))
    .leftJoin('chain as end', (join) => join.onRef('end.seq', '=', 'picture.expired_seq').on('end.kind', '=', 'pictures.expired'))
    .select(['picture.part_number', 'picture.kind', 'picture.state'])
    .where('picture.state', '!=', 'pending')
    .where((eb) => eb.or([eb('chain.seq', 'is', null), eb.and([eb('picture.state', '=', 'expired'), eb('end.seq', 'is', null)])]))
    .limit(20)
    .execute();
  for (const row of unproved) {
    report({
      kind: 'picture_changed',
      subject: `${row.kind} of number ${row.part_number}`,
      detail: `No entry of the chain made it ${row.state}.`,
    });
  }
}

async function checkFiles(
  db: Db,
  options: { dataFolder: string; onProgress: (done: number) => void },
  report: Report,
): Promise<number> {
  let checked = 0;
  let after = 0;
  for (;;) {
    const rows: StoredRow[] = await storedAfter(db, after);
    const last = rows.at(-1);
    if (last === undefined) return checked;
    for (const row of rows) {
      await checkFile(row, options.dataFolder, report);
      checked += 1;
      if (checked % 50 === 0) options.onProgress(checked);
    }
    after = last.part_number;
  }
}

/** Whole parts only (a part has at most four pictures), so that a page ends between two numbers. */
async function storedAfter(db: Db, after: number): Promise<StoredRow[]> {
  const next = db
    .selectFrom('picture')
    .select('part_number')
    .distinct()
    .where('part_number', '>', after)
    .where('state', '=', 'stored')
    .orderBy('part_number')
    .limit(page);
  return db
    .selectFrom('picture')
    .innerJoin('part', 'part.number', 'picture.part_number')
    .select(['picture.part_number', 'part.id', 'picture.kind', 'path', 'sha256'])
    .where('picture.part_number', 'in', next)
    .where('picture.state', '=', 'stored')
    .orderBy('picture.part_number')
    .execute();
}

async function checkFile(row: StoredRow, dataFolder: string, report: Report): Promise<void> {
  const subject = `${row.kind} of part ${row.id}`;
  if (row.path === null || !isPicturePath(row.path)) {
    report({ kind: 'picture_changed', subject, detail: 'Its path leaves the pictures folder.' });
    return;
  }
  const found = await hashPictureFile(dataFolder, row.path);
  if (found === row.sha256) return;
  if (found !== null) report({ kind: 'picture_changed', subject, detail: `${row.path} is not the picture that was recorded.` });
  // Between the snapshot and this look its time may have come.
  else if (!(await expiredMeanwhile(dataFolder, row)))
    report({ kind: 'picture_missing', subject, detail: `${row.path} is not there.` });
}

async function expiredMeanwhile(dataFolder: string, row: StoredRow): Promise<boolean> {
  const reader = openReader(dataFolder);
  try {
    const now = await asKysely(reader)
      .selectFrom('picture')
      .select('state')
      .where('part_number', '=', row.part_number)
      .where('kind', '=', row.kind)
      .executeTakeFirst();
    return now?.state === 'expired';
  } finally {
    reader.close();
  }
}
