import { kindsOf } from '#shared/domain/defect-kinds.ts';
import type { Defect, Latency, PartMode, PartSummary, PictureKind } from '#shared/domain/inspection.ts';
import { decisiveTool, type Failure, type Judged, judgePart, type Picture } from '#shared/domain/judging.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import type { Judgement } from '../engine/index.ts';
import type { NewPart } from '../records/types.ts';

/** What was known before the part was judged. */
export interface PartContext {
  readonly partId: string;
  readonly mode: PartMode;
  readonly stored: StoredRecipe;
  readonly lot: string | null;
  readonly supplierLot: string | null;
  readonly serial: string | null;
  readonly operator: string | null;
  /** Name of the camera, or of the file for a picture from outside. */
  readonly source: string | null;
  readonly triggerMonoNs: bigint;
}

/** What the engine made of it. `judgement` null: no answer came, `failure` says why. */
export interface PartOutcome {
  readonly judgement: Judgement | null;
  readonly failure: Failure | null;
  /** The last frame of this source that was judged before; null before the first. */
  readonly lastJudgedSeq: number | null;
  /** File that is known to have been taken although no answer came. */
  readonly takenName: string | null;
  readonly engineFingerprint: string | null;
  readonly nowUtc: string;
  readonly nowMonoNs: bigint;
}

/** A finished verdict as a row, from what the engine measured. Pure: the verdict itself is made in `shared/domain/judging`. */
export function composePart(context: PartContext, outcome: PartOutcome): NewPart {
  const { judgement } = outcome;
  const { recipe, version } = context.stored;
  const foreign = judgement !== null && judgement.partId !== context.partId;
  const failure: Failure | null = foreign
    ? { reason: 'INTERNAL', detail: 'The engine answered for another part.' }
    : (outcome.failure ?? judgement?.failure ?? null);
  const judged = judgePart(recipe, { picture: pictureOf(context, outcome), measured: judgement?.tools ?? [], failure });
  const frame = judgement?.frame ?? null;
  const fileName = judgement?.name ?? outcome.takenName;
  return {
    id: context.partId,
    mode: context.mode,
    verdict: judged.verdict,
    reason: judged.reason,
    detail: judged.detail,
    productId: recipe.productId,
    productName: recipe.name,
    recipeVersion: version,
    lot: context.lot,
    supplierLot: context.supplierLot,
    serial: context.serial,
    operator: context.operator,
    source: fileName ?? context.source,
    capturedAtUtc: judgement?.capturedAtUtc ?? null,
    judgedAtUtc: outcome.nowUtc,
    monoNs: outcome.nowMonoNs,
    width: frame?.width ?? null,
    height: frame?.height ?? null,
    frameSeq: context.mode === 'service' ? null : (frame?.seq ?? null),
    engineFingerprint: outcome.engineFingerprint,
    latency: latencyOf(context, outcome),
    tools: judged.tools,
    pictures: frame === null ? [] : picturesToKeep(recipe, judged, context.mode, (judgement?.tools.length ?? 0) > 0),
  };
}

function pictureOf(context: PartContext, { judgement, lastJudgedSeq }: PartOutcome): Picture | null {
  if (!judgement?.frame) return null;
  if (context.mode === 'service') return { kind: 'upload' };
  const { frame, takenMonoNs } = judgement;
  const times = { triggerMonoNs: context.triggerMonoNs, receivedMonoNs: frame.receivedMonoNs, takenMonoNs };
  return { kind: 'frame', seq: frame.seq, times, lastJudgedSeq };
}

/** Until the row is handed to the records: what the commit adds can stand in no row, it is in the cycle time. */
function latencyOf(context: PartContext, { judgement, nowMonoNs }: PartOutcome): Latency {
  return { ...judgement?.latency, total: Number(nowMonoNs - context.triggerMonoNs) / 1e6 };
}

/**
 * Which pictures of a part are kept: its model input and map always (the verdict can be judged again from them), the full
 * picture of everything that is not a pass, that of a pass by policy, the overlay of what somebody will look at.
 */
export function picturesToKeep(
  recipe: Recipe,
  judged: Pick<Judged, 'verdict'>,
  mode: PartMode,
  measured: boolean,
): PictureKind[] {
  const policy = recipe.pictures;
  const kinds: PictureKind[] = [];
  if (judged.verdict !== 'pass' || policy.passes === 'jpeg') kinds.push('full');
  if (!measured) return kinds;
  if (policy.crops) kinds.push('crop');
  kinds.push('map');
  if (judged.verdict !== 'pass' || mode === 'service') kinds.push('overlay');
  return kinds;
}

/** The part as lists and streams show it, and the outlines drawn over it. */
export function summarize(part: NewPart, number: number): { summary: PartSummary; defects: readonly Defect[] } {
  const tool = decisiveTool(part.tools);
  const defects = part.tools.flatMap((each) => each.defects);
  const { id, mode, verdict, reason, detail, productId, productName, recipeVersion, lot, serial, supplierLot } = part;
  const summary: PartSummary = {
    id,
    number,
    mode,
    verdict,
    reason,
    detail,
    score: tool?.score ?? null,
    threshold: tool?.threshold ?? null,
    defectCount: defects.length,
    defectKinds: kindsOf(defects),
    productId,
    productName,
    recipeVersion,
    lot,
    serial,
    supplierLot,
    operator: part.operator,
    source: part.source,
    capturedAtUtc: part.capturedAtUtc,
    judgedAtUtc: part.judgedAtUtc,
    latencyMs: part.latency.total,
    rejudgement: null,
  };
  return { summary, defects: tool?.defects ?? [] };
}

/**
 * The same part when its row could not be written: what was seen of it is no verdict any more. Nothing is left in it that
 * could be the reason why it could not be written.
 */
export function asUnrecorded(part: NewPart, detail: string): NewPart {
  const tools = part.tools.map((tool) => ({
    ...tool,
    score: null,
    defects: [],
    verdict: 'error' as const,
    reason: 'RECORD_FAILED' as const,
  }));
  const { total } = part.latency;
  return {
    ...part,
    verdict: 'error',
    reason: 'RECORD_FAILED',
    detail,
    tools,
    pictures: [],
    latency: { total: Number.isFinite(total) ? total : 0 },
  };
}
