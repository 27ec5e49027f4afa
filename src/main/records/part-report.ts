import { z } from 'zod';
import { kindsOf } from '#shared/domain/defect-kinds.ts';
import {
  defectSchema,
  latencySchema,
  type PartReport,
  type PartSummary,
  type PictureKind,
  type Resemblance,
  resemblanceSchema,
  spokenScorerSchema,
  type ToolResult,
} from '#shared/domain/inspection.ts';
import type { Rejudgement } from '#shared/domain/rejudgement.ts';
import { readRejudgements } from './rejudge-read.ts';
import type { Db, PartTable } from './schema.ts';

export const summaryColumns = [
  'number',
  'id',
  'mode',
  'verdict',
  'reason',
  'detail',
  'product_id',
  'product_name',
  'recipe_version',
  'lot',
  'supplier_lot',
  'serial',
  'operator',
  'source',
  'captured_at_utc',
  'judged_at_utc',
  'score',
  'threshold',
  'defect_count',
  'latency_ms',
] as const satisfies readonly (keyof PartTable)[];

export type SummaryRow = Pick<PartTable, (typeof summaryColumns)[number]>;

/** These parts as lists show them, in the given order. */
export async function summariesOf(db: Db, rows: readonly SummaryRow[]): Promise<PartSummary[]> {
  const rejudgements = await readRejudgements(
    db,
    rows.map((row) => row.number),
  );
  const kinds = await readDefectKinds(db, rows);
  return rows.map((row) => toSummary(row, rejudgements.get(row.number)?.[0] ?? null, kinds.get(row.number) ?? []));
}

async function readDefectKinds(db: Db, rows: readonly SummaryRow[]): Promise<Map<number, (string | null)[]>> {
  const defective = rows.filter((row) => row.defect_count > 0).map((row) => row.number);
  if (defective.length === 0) return new Map();
  const tools = await db
    .selectFrom('tool_result')
    .select(['part_number', 'defects'])
    .where('part_number', 'in', defective)
    .orderBy('view')
    .orderBy('tool')
    .execute();
  const kindsIn = (stored: string): (string | null)[] => kindsOf(defectsSchema.parse(JSON.parse(stored)));
  const groups = Map.groupBy(tools, (tool) => tool.part_number);
  return new Map([...groups].map(([number, of]) => [number, of.flatMap(({ defects }) => kindsIn(defects))]));
}

/** @param rejudgement the newest of this part */
export function toSummary(
  row: SummaryRow,
  rejudgement: Rejudgement | null,
  defectKinds: readonly (string | null)[],
): PartSummary {
  return {
    id: row.id,
    number: row.number,
    mode: row.mode,
    verdict: row.verdict,
    reason: row.reason,
    detail: row.detail,
    score: row.score,
    threshold: row.threshold,
    defectCount: row.defect_count,
    defectKinds: [...defectKinds],
    productId: row.product_id,
    productName: row.product_name,
    recipeVersion: row.recipe_version,
    lot: row.lot,
    serial: row.serial,
    supplierLot: row.supplier_lot,
    operator: row.operator,
    source: row.source,
    capturedAtUtc: row.captured_at_utc,
    judgedAtUtc: row.judged_at_utc,
    latencyMs: row.latency_ms,
    rejudgement,
  };
}

const defectsSchema = z.array(defectSchema);
const scorersSchema = z.array(spokenScorerSchema);
const resemblancesSchema = z.array(resemblanceSchema);
const noLatency = { total: 0 };

function withAddresses(stored: string, modelSha256: string): Resemblance[] {
  return resemblancesSchema.parse(JSON.parse(stored)).map((resemblance) => ({
    ...resemblance,
    good: resemblance.good.map((one) => ({ ...one, pictureUrl: `/api/v1/models/${modelSha256}/pictures/${one.picture}` })),
  }));
}

/** The whole records of these parts, in the given order. */
export async function readReports(db: Db, rows: readonly SummaryRow[]): Promise<PartReport[]> {
  if (rows.length === 0) return [];
  const numbers = rows.map((row) => row.number);
  const inspections = await db
    .selectFrom('inspection')
    .selectAll()
    .where('part_number', 'in', numbers)
    .where('view', '=', 0)
    .execute();
  const tools = await db
    .selectFrom('tool_result')
    .selectAll()
    .where('part_number', 'in', numbers)
    .orderBy('view')
    .orderBy('tool')
    .execute();
  const pictures = await db
    .selectFrom('picture')
    .select(['part_number', 'kind', 'state', 'mime', 'sha256', 'bytes'])
    .where('part_number', 'in', numbers)
    .execute();
  const rejudgements = await readRejudgements(db, numbers);
  const links = await db
    .selectFrom('part')
    .innerJoin('chain', 'chain.seq', 'part.chain_seq')
    .select(['part.number', 'chain.hash'])
    .where('part.number', 'in', numbers)
    .execute();
  const inspectionOf = new Map(inspections.map((row) => [row.part_number, row]));
  const toolsOf = Map.groupBy(tools, (row) => row.part_number);
  const picturesOf = Map.groupBy(pictures, (row) => row.part_number);
  const hashOf = new Map(links.map((row) => [row.number, row.hash]));
  return rows.map((row): PartReport => {
    const inspection = inspectionOf.get(row.number);
    const results = (toolsOf.get(row.number) ?? []).map(
      (tool): ToolResult => ({
        toolId: tool.tool_id,
        kind: tool.kind,
        modelSha256: tool.model_sha256,
        score: tool.score,
        threshold: tool.threshold,
        reviewThreshold: tool.review_threshold,
        verdict: tool.verdict,
        reason: tool.reason,
        defects: defectsSchema.parse(JSON.parse(tool.defects)),
        ...(tool.scorers === null ? {} : { scorers: scorersSchema.parse(JSON.parse(tool.scorers)) }),
        ...(tool.resemblances === null ? {} : { resemblances: withAddresses(tool.resemblances, tool.model_sha256) }),
      }),
    );
    const defects = results.flatMap((tool) => tool.defects);
    const kept = picturesOf.get(row.number) ?? [];
    // One that waits in the queue counts as there: it will be in a moment, and reports are made right after the verdict.
    const has = (kind: PictureKind) =>
      kept.some(({ kind: its, state }) => its === kind && (state === 'stored' || state === 'pending'));
    const base = `/api/v1/parts/${row.id}`;
    const said = rejudgements.get(row.number) ?? [];
    return {
      ...toSummary(row, said[0] ?? null, kindsOf(defects)),
      rejudgements: said,
      width: inspection?.width ?? null,
      height: inspection?.height ?? null,
      modelSha256: results[0]?.modelSha256 ?? null,
      engineFingerprint: inspection?.engine_fingerprint ?? null,
      latency: inspection === undefined ? noLatency : latencySchema.parse(JSON.parse(inspection.latency)),
      defects,
      tools: results,
      pictures: kept.map(({ kind, state, mime, sha256, bytes }) => ({ kind, state, mime: mime ?? '', sha256, bytes })),
      pictureUrl: has('full') || has('crop') ? `${base}/picture` : null,
      overlayUrl: has('overlay') || (has('full') && has('map')) ? `${base}/overlay` : null,
      mapUrl: has('map') ? `${base}/map` : null,
      chainHash: hashOf.get(row.number) ?? '',
    };
  });
}
