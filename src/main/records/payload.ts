import { sql } from 'kysely';
import type { ChainKind, Db } from './schema.ts';

/**
 * What of each row is evidence, read back from the tables for a range of the chain. Appending and verifying use these
 * same functions, so that a row is always hashed as it is stored. Adding a column later means a new chain kind or a
 * member that is left out while null: payloads of old entries must stay what they are.
 */
export interface Payload {
  /** Number of the chain entry that the rows name. */
  readonly seq: number;
  readonly subject: string;
  readonly value: unknown;
}

export interface SeqRange {
  readonly first: number;
  readonly last: number;
}

export const payloadReaders: Record<ChainKind, (db: Db, range: SeqRange) => Promise<Payload[]>> = {
  part: partPayloads,
  'pictures.stored': settledPictures('stored'),
  'pictures.lost': settledPictures('lost'),
  'pictures.expired': expiredPictures,
  recipe: recipePayloads,
  'counters.reset': resetPayloads,
  audit: auditPayloads,
  rejudgement: rejudgementPayloads,
  retirement: retirementPayloads,
  golden: goldenPayloads,
};

/** The payload of one entry that was just written. */
export async function payloadOf(db: Db, kind: ChainKind, seq: number): Promise<unknown> {
  const [payload] = await payloadReaders[kind](db, { first: seq, last: seq });
  return payload?.value;
}

const monoText = sql<string>`cast(mono_ns as text)`.as('mono_ns');

async function partPayloads(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const parts = await db
    .selectFrom('part')
    .select(['number', 'id', 'boot_id', 'mode', 'verdict', 'reason', 'detail', 'product_id', 'product_name', 'recipe_version'])
    .select(['lot', 'supplier_lot', 'serial', 'operator', 'source', 'captured_at_utc', 'judged_at_utc', monoText])
    .select(['score', 'threshold', 'defect_count', 'latency_ms', 'chain_seq'])
    .where('chain_seq', '>=', first)
    .where('chain_seq', '<=', last)
    .execute();
  const numbers = parts.map((part) => part.number);
  if (numbers.length === 0) return [];
  const inspections = groupByPart(
    await db.selectFrom('inspection').selectAll().where('part_number', 'in', numbers).orderBy('view').execute(),
  );
  const tools = groupByPart(
    await db.selectFrom('tool_result').selectAll().where('part_number', 'in', numbers).orderBy('view').orderBy('tool').execute(),
  );
  const pictures = groupByPart(
    await db.selectFrom('picture').select(['part_number', 'kind']).where('part_number', 'in', numbers).orderBy('kind').execute(),
  );
  return parts.map(({ chain_seq, ...part }) => ({
    seq: chain_seq,
    subject: part.id,
    value: {
      part,
      inspections: inspections.get(part.number) ?? [],
      tools: (tools.get(part.number) ?? []).map(({ scorers, resemblances, ...tool }) => ({
        ...tool,
        ...(scorers === null ? {} : { scorers }),
        ...(resemblances === null ? {} : { resemblances }),
      })),
      pictures: (pictures.get(part.number) ?? []).map((picture) => picture.kind),
    },
  }));
}

function settledPictures(outcome: 'stored' | 'lost') {
  return async (db: Db, { first, last }: SeqRange): Promise<Payload[]> => {
    const rows = await db
      .selectFrom('picture')
      .innerJoin('part', 'part.number', 'picture.part_number')
      .select([
        'picture.chain_seq',
        'part.id',
        'picture.kind',
        'path',
        'mime',
        'sha256',
        'bytes',
        'keep_until_utc',
        'lost_reason',
      ])
      .where('picture.chain_seq', '>=', first)
      .where('picture.chain_seq', '<=', last)
      .where('picture.state', 'in', outcome === 'stored' ? ['stored', 'expired'] : ['lost'])
      .orderBy('part.id')
      .orderBy('picture.kind')
      .execute();
    return groupRows(rows, (row) => row.chain_seq);
  };
}

async function expiredPictures(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const rows = await db
    .selectFrom('picture')
    .innerJoin('part', 'part.number', 'picture.part_number')
    .select(['picture.expired_seq', 'part.id', 'picture.kind', 'sha256', 'keep_until_utc'])
    .where('picture.expired_seq', '>=', first)
    .where('picture.expired_seq', '<=', last)
    .where('picture.state', '=', 'expired')
    .orderBy('part.id')
    .orderBy('picture.kind')
    .execute();
  return groupRows(rows, (row) => row.expired_seq);
}

async function recipePayloads(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const rows = await db
    .selectFrom('recipe_version')
    .select([
      'product_id',
      'version',
      'sha256',
      'document',
      'created_at_utc',
      monoText,
      'boot_id',
      'created_by',
      'comment',
      'chain_seq',
    ])
    .where('chain_seq', '>=', first)
    .where('chain_seq', '<=', last)
    .execute();
  return rows.map(({ chain_seq, ...row }) => ({ seq: chain_seq, subject: `${row.product_id}@${row.version}`, value: row }));
}

async function resetPayloads(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const rows = await db
    .selectFrom('counter_reset')
    .select(['id', 'at_utc', monoText, 'boot_id', 'actor', 'after_number', 'chain_seq'])
    .where('chain_seq', '>=', first)
    .where('chain_seq', '<=', last)
    .execute();
  return rows.map(({ chain_seq, ...row }) => ({ seq: chain_seq, subject: String(row.id), value: row }));
}

async function auditPayloads(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const rows = await db
    .selectFrom('audit')
    .select(['seq', 'at_utc', monoText, 'boot_id', 'actor', 'action', 'subject', 'detail', 'chain_seq'])
    .where('chain_seq', '>=', first)
    .where('chain_seq', '<=', last)
    .execute();
  return rows.map(({ chain_seq, ...row }) => ({ seq: chain_seq, subject: String(row.seq), value: row }));
}

async function rejudgementPayloads(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const rows = await db
    .selectFrom('rejudgement')
    .innerJoin('part', 'part.number', 'rejudgement.part_number')
    .select(['rejudgement.id', 'part.id as part_id', 'rejudgement.verdict', 'rejudgement.reason', 'comment', 'actor', 'at_utc'])
    .select([sql<string>`cast(rejudgement.mono_ns as text)`.as('mono_ns'), 'rejudgement.boot_id', 'rejudgement.chain_seq'])
    .where('rejudgement.chain_seq', '>=', first)
    .where('rejudgement.chain_seq', '<=', last)
    .execute();
  return rows.map(({ chain_seq, ...row }) => ({ seq: chain_seq, subject: row.part_id, value: row }));
}

async function retirementPayloads(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const rows = await db
    .selectFrom('retirement')
    .select(['id', 'product_id', 'retired', 'comment', 'actor', 'at_utc', monoText, 'boot_id', 'chain_seq'])
    .where('chain_seq', '>=', first)
    .where('chain_seq', '<=', last)
    .execute();
  return rows.map(({ chain_seq, ...row }) => ({ seq: chain_seq, subject: row.product_id, value: row }));
}

async function goldenPayloads(db: Db, { first, last }: SeqRange): Promise<Payload[]> {
  const rows = await db
    .selectFrom('golden_set')
    .select(['id', 'product_id', 'version', 'document', 'actor', 'at_utc', monoText, 'boot_id', 'chain_seq'])
    .where('chain_seq', '>=', first)
    .where('chain_seq', '<=', last)
    .execute();
  return rows.map(({ chain_seq, ...row }) => ({ seq: chain_seq, subject: `${row.product_id}@${row.version}`, value: row }));
}

function groupByPart<Row extends { part_number: number }>(rows: readonly Row[]): Map<number, Row[]> {
  return Map.groupBy(rows, (row) => row.part_number);
}

/** Pictures that were settled together are one entry; its subject is the part of the first. */
function groupRows<Row extends { id: string }>(rows: readonly Row[], seqOf: (row: Row) => number | null): Payload[] {
  const groups = Map.groupBy(rows, seqOf);
  return [...groups].flatMap(([seq, members]) => {
    const subject = members[0]?.id;
    return seq === null || subject === undefined ? [] : [{ seq, subject, value: members }];
  });
}
