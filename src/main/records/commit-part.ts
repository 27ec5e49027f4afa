import type { ToolResult } from '#shared/domain/inspection.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { canonicalJson } from './canonical.ts';
import { appendToChain } from './chain.ts';
import { RecordsError } from './errors.ts';
import { payloadOf } from './payload.ts';
import type { Db } from './schema.ts';
import type { Store } from './store.ts';
import type { NewPart } from './types.ts';

/** Writes part, inspection, tool results and the pictures to come as one transaction. Numbers have no gaps. */
export async function commitPart(store: Store, part: NewPart): Promise<{ number: number; chainHash: string }> {
  return store.write(async ({ db, bootId }) => {
    const number = await nextNumber(db, part.id);
    const head = await appendToChain(db, {
      kind: 'part',
      subject: part.id,
      async write(seq) {
        await insertPart(db, { part, number, bootId, seq });
        return payloadOf(db, 'part', seq);
      },
    });
    return { number, chainHash: head.hash };
  });
}

async function nextNumber(db: Db, id: string): Promise<number> {
  const taken = await db.selectFrom('part').select('number').where('id', '=', id).executeTakeFirst();
  if (taken !== undefined) throw new RecordsError('INVALID', `Part ${id} is already recorded as number ${taken.number}.`);
  const last = await db
    .selectFrom('part')
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst();
  return (last?.number ?? 0) + 1;
}

async function insertPart(db: Db, row: { part: NewPart; number: number; bootId: string; seq: number }): Promise<void> {
  const { part, number } = row;
  const leading = leadingTool(part.tools);
  await db
    .insertInto('part')
    .values({
      number,
      id: part.id,
      boot_id: row.bootId,
      mode: part.mode,
      verdict: part.verdict,
      reason: part.reason,
      detail: part.detail,
      product_id: part.productId,
      product_name: part.productName,
      recipe_version: part.recipeVersion,
      lot: part.lot,
      supplier_lot: part.supplierLot,
      serial: part.serial,
      operator: part.operator,
      source: part.source,
      captured_at_utc: part.capturedAtUtc,
      judged_at_utc: normalUtc(part.judgedAtUtc),
      mono_ns: part.monoNs,
      score: finiteOrNull(leading?.score ?? null),
      threshold: leading?.threshold ?? null,
      defect_count: part.tools.reduce((sum, tool) => sum + tool.defects.length, 0),
      latency_ms: finiteOrNull(part.latency.total) ?? 0,
      chain_seq: row.seq,
    })
    .execute();
  await db
    .insertInto('inspection')
    .values({
      part_number: number,
      view: 0,
      frame_seq: part.frameSeq,
      width: part.width,
      height: part.height,
      engine_fingerprint: part.engineFingerprint,
      latency: canonicalJson(part.latency),
    })
    .execute();
  const tools = part.tools.map((tool, index) => toolRow(tool, number, index));
  if (tools.length > 0) await db.insertInto('tool_result').values(tools).execute();
  const pictures = [...new Set(part.pictures)].map((kind) => ({
    part_number: number,
    kind,
    state: 'pending' as const,
    file_removed: 0,
  }));
  if (pictures.length > 0) await db.insertInto('picture').values(pictures).execute();
}

function toolRow(tool: ToolResult, number: number, index: number) {
  if (!Number.isFinite(tool.threshold)) throw new RecordsError('INVALID', `Tool ${tool.toolId} has no finite threshold.`);
  return {
    part_number: number,
    view: 0,
    tool: index,
    tool_id: tool.toolId,
    kind: tool.kind,
    model_sha256: tool.modelSha256,
    score: finiteOrNull(tool.score),
    threshold: tool.threshold,
    review_threshold: finiteOrNull(tool.reviewThreshold),
    verdict: tool.verdict,
    reason: tool.reason,
    defects: canonicalJson(tool.defects),
    scorers: tool.scorers === undefined ? null : canonicalJson(tool.scorers),
    resemblances: tool.resemblances === undefined ? null : canonicalJson(tool.resemblances),
  };
}

const severity: Record<Verdict, number> = { pass: 0, review: 1, fail: 2, error: 3 };

/** The tool whose score stands for the part: the worst verdict, and of those the farthest above its threshold. */
function leadingTool(tools: readonly ToolResult[]): ToolResult | undefined {
  return tools.toSorted(
    (a, b) => severity[b.verdict] - severity[a.verdict] || (b.score ?? 0) - b.threshold - ((a.score ?? 0) - a.threshold),
  )[0];
}

/** One spelling for one moment (milliseconds, Z), so that text order is order in time. */
export function normalUtc(utc: string): string {
  const ms = Date.parse(utc);
  if (Number.isNaN(ms)) throw new RecordsError('INVALID', `Not a moment: ${utc}`);
  return new Date(ms).toISOString();
}

/** A database has no NaN; a score that is not a number was not judged. */
function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
