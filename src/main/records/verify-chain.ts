import { setImmediate } from 'node:timers/promises';
import { type Counters, countVerdict, emptyCounters } from '#shared/domain/counters.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { chainOrigin, linkHash } from './chain.ts';
import { lastReset } from './counting.ts';
import { type Payload, payloadReaders } from './payload.ts';
import { type ChainKind, type ChainTable, chainKinds, type Db } from './schema.ts';
import type { VerifyProblem } from './types.ts';
import type { Report } from './verify.ts';

const page = 500;

export interface ProvedParts {
  readonly count: number;
  readonly auditEntries: number;
  /** Production parts since the last reset of the counters. */
  readonly counters: Counters;
}

const changedKind: Record<ChainKind, VerifyProblem['kind']> = {
  part: 'part_changed',
  'pictures.stored': 'picture_changed',
  'pictures.lost': 'picture_changed',
  'pictures.expired': 'picture_changed',
  recipe: 'recipe_changed',
  'counters.reset': 'counters_wrong',
  audit: 'audit_changed',
  rejudgement: 'rejudgement_changed',
  retirement: 'retirement_changed',
  golden: 'golden_changed',
};
const missingKind: Record<ChainKind, VerifyProblem['kind']> = {
  ...changedKind,
  part: 'part_missing',
  'pictures.stored': 'picture_missing',
};

/** Walks the chain from its origin: each entry with the one before it, and with the rows it stands for. */
export async function verifyChain(
  db: Db,
  options: { stationId: string; onProgress: (done: number) => void },
  report: Report,
): Promise<ProvedParts> {
  const { afterNumber } = await lastReset(db);
  let previous = chainOrigin(options.stationId);
  let counters = emptyCounters;
  let count = 0;
  let auditEntries = 0;
  let nextNumber = 1;

  for (;;) {
    const links = await db.selectFrom('chain').selectAll().where('seq', '>', previous.seq).orderBy('seq').limit(page).execute();
    const last = links.at(-1);
    if (last === undefined) break;
    const payloads = await payloadsOf(db, links, { first: previous.seq + 1, last: last.seq });
    for (const link of links) {
      checkLink(link, previous, report);
      const payload = payloads.get(link.kind)?.get(link.seq);
      checkPayload(link, payload, report);
      if (link.kind === 'audit' && payload !== undefined) auditEntries += 1;
      if (link.kind === 'part' && payload !== undefined) {
        const part = partOf(payload);
        reportGap(nextNumber, part.number, report);
        nextNumber = part.number + 1;
        count += 1;
        if (part.mode === 'production' && part.number > afterNumber) counters = countVerdict(counters, part.verdict);
      }
      previous = link;
    }
    options.onProgress(last.seq);
    // Lets the messages of this thread out between pages.
    await setImmediate();
  }
  await reportUnchained(db, report);
  return { count, auditEntries, counters };
}

function checkLink(link: ChainTable, previous: { seq: number; hash: string }, report: Report): void {
  const subject = `entry ${link.seq}`;
  if (link.seq !== previous.seq + 1) {
    report({ kind: 'chain_broken', subject, detail: `Entries ${previous.seq + 1} to ${link.seq - 1} are missing.` });
  } else if (link.previous_hash !== previous.hash) {
    report({ kind: 'chain_broken', subject, detail: 'Does not continue the entry before it.' });
  }
  if (linkHash(link) !== link.hash) report({ kind: 'chain_broken', subject, detail: 'Its hash is not that of its content.' });
}

function checkPayload(link: ChainTable, payload: Payload | undefined, report: Report): void {
  const subject = `${link.kind} ${link.subject}`;
  if (!chainKinds.includes(link.kind)) {
    report({ kind: 'chain_broken', subject: `entry ${link.seq}`, detail: `Unknown kind ${link.kind}.` });
  } else if (payload === undefined) {
    report({ kind: missingKind[link.kind], subject, detail: 'The chain names it, the records do not have it.' });
  } else if (payload.subject !== link.subject || sha256(canonicalJson(payload.value)) !== link.payload_sha256) {
    report({ kind: changedKind[link.kind], subject, detail: 'Is not what was recorded.' });
  }
}

async function payloadsOf(
  db: Db,
  links: readonly ChainTable[],
  range: { first: number; last: number },
): Promise<Map<ChainKind, Map<number, Payload>>> {
  const kinds = [...new Set(links.map((link) => link.kind))].filter((kind) => chainKinds.includes(kind));
  const found = new Map<ChainKind, Map<number, Payload>>();
  for (const kind of kinds) {
    const payloads = await payloadReaders[kind](db, range);
    found.set(kind, new Map(payloads.map((payload) => [payload.seq, payload])));
  }
  return found;
}

function partOf(payload: Payload): { number: number; mode: string; verdict: Verdict } {
  return (payload.value as { part: { number: number; mode: string; verdict: Verdict } }).part;
}

function reportGap(expected: number, found: number, report: Report): void {
  if (found === expected) return;
  const detail =
    found > expected ? `Numbers ${expected} to ${found - 1} are missing.` : `Number ${found} comes after ${expected - 1}.`;
  report({ kind: 'part_missing', subject: `number ${expected}`, detail });
}

/** Rows that no entry of the chain stands for: added past the station. */
async function reportUnchained(db: Db, report: Report): Promise<void> {
  const parts = await db
    .selectFrom('part')
    .leftJoin('chain', (join) =>
      join.onRef('chain.seq', '=', 'part.chain_seq').onRef('chain.subject', '=', 'part.id').on('chain.kind', '=', 'part'),
    )
    .select(['part.id', 'part.number'])
    .where('chain.seq', 'is', null)
    .limit(20)
    .execute();
  for (const { id, number } of parts)
    report({ kind: 'chain_broken', subject: `part ${id}`, detail: `Number ${number} was not recorded by the station.` });
  const rows = [
    ...(await unchained(db, 'audit', 'audit', 'audit_changed')),
    ...(await unchained(db, 'recipe_version', 'recipe', 'recipe_changed')),
    ...(await unchained(db, 'counter_reset', 'counters.reset', 'counters_wrong')),
    ...(await unchained(db, 'rejudgement', 'rejudgement', 'rejudgement_changed')),
    ...(await unchained(db, 'retirement', 'retirement', 'retirement_changed')),
    ...(await unchained(db, 'golden_set', 'golden', 'golden_changed')),
  ];
  for (const problem of rows) report(problem);
}

async function unchained(
  db: Db,
  table: 'audit' | 'recipe_version' | 'counter_reset' | 'rejudgement' | 'retirement' | 'golden_set',
  kind: ChainKind,
  problem: VerifyProblem['kind'],
): Promise<VerifyProblem[]> {
  const rows = await db
    .selectFrom(table)
    .leftJoin('chain', (join) => join.onRef('chain.seq', '=', `${table}.chain_seq`).on('chain.kind', '=', kind))
    .select(`${table}.chain_seq`)
    .where('chain.seq', 'is', null)
    .limit(20)
    .execute();
  return rows.map((row) => ({
    kind: problem,
    subject: `${kind} at ${row.chain_seq}`,
    detail: 'Was not recorded by the station.',
  }));
}
