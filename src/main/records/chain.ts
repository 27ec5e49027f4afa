import { canonicalJson, sha256 } from './canonical.ts';
import type { ChainKind, ChainTable, Db } from './schema.ts';

/**
 * Everything evidential enters one append-only chain: each entry holds the SHA-256 of what was written (its payload) and
 * of the entry before it. Changing, removing or inserting anything breaks every hash that follows.
 */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** The hash before the first entry: that of the station, so that one station's chain is no other's. */
export function chainOrigin(stationId: string): ChainHead {
  return { seq: 0, hash: sha256(canonicalJson(['passline chain 1', stationId])) };
}

/** SHA-256 over the canonical JSON of `[seq, kind, subject, payload SHA-256, previous hash]`, in hexadecimal. */
export function linkHash(link: Omit<ChainTable, 'hash'>): string {
  return sha256(canonicalJson([link.seq, link.kind, link.subject, link.payload_sha256, link.previous_hash]));
}

export async function readStationId(db: Db): Promise<string> {
  const row = await db.selectFrom('station').select('station_id').executeTakeFirstOrThrow();
  return row.station_id;
}

export async function readChainHead(db: Db): Promise<ChainHead> {
  const last = await db.selectFrom('chain').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return last ?? chainOrigin(await readStationId(db));
}

/**
 * Appends one entry. `write` gets the entry's number, writes its rows with it and answers with the payload as it can be
 * read back from those rows: what `verify` will compute again. Only inside a transaction that holds the write lock.
 */
export async function appendToChain(
  db: Db,
  entry: { readonly kind: ChainKind; readonly subject: string; readonly write: (seq: number) => Promise<unknown> },
): Promise<ChainHead> {
  const head = await readChainHead(db);
  const seq = head.seq + 1;
  const payload = await entry.write(seq);
  const link = {
    seq,
    kind: entry.kind,
    subject: entry.subject,
    payload_sha256: sha256(canonicalJson(payload)),
    previous_hash: head.hash,
  };
  const hash = linkHash(link);
  await db
    .insertInto('chain')
    .values({ ...link, hash })
    .execute();
  return { seq, hash };
}
