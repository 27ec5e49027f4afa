import { type FrameLimits, type FrameTimes, staleness } from './freshness.ts';
import type { Defect, Resemblance, SpokenScorer, ToolResult } from './inspection.ts';
import type { ReasonCode } from './reason.ts';
import type { Recipe, RecipeTool } from './recipe.ts';
import { judgeScore, type Verdict, worstVerdict } from './verdict.ts';

/** What a tool measured on the picture, before any limit was applied. */
export interface Measured {
  readonly toolId: string;
  readonly modelSha256: string;
  readonly score: number;
  readonly defects: readonly Defect[];
  readonly scorers?: readonly SpokenScorer[] | undefined;
  readonly resemblances?: readonly Resemblance[] | undefined;
}

export interface Failure {
  readonly reason: ReasonCode;
  readonly detail: string;
}

/** Where the judged picture comes from: a frame of the line has to prove that it is fresh, an upload is what was sent. */
export type Picture =
  | {
      readonly kind: 'frame';
      readonly seq: number;
      readonly times: FrameTimes;
      readonly lastJudgedSeq: FrameLimits['lastJudgedSeq'];
    }
  | { readonly kind: 'upload' };

export interface Judged {
  readonly verdict: Verdict;
  readonly reason: ReasonCode;
  /** For the engineer, when the verdict is an error. */
  readonly detail: string | null;
  /** One for every tool of the recipe, judged or not. */
  readonly tools: readonly ToolResult[];
}

/**
 * The verdict of a part: what was measured, held against the recipe. Pure, and the only place where a pass is made.
 * Anything that is missing is an `error`: no picture, a stale frame, a tool of the recipe without a measurement, a
 * measurement by another model than the recipe names, a score that is not a number.
 */
export function judgePart(
  recipe: Recipe,
  found: { readonly picture: Picture | null; readonly measured: readonly Measured[]; readonly failure: Failure | null },
): Judged {
  const asked = recipe.views.flatMap((view) => view.tools);
  const failure = found.failure ?? pictureFailure(recipe, found.picture) ?? ambiguity(asked);
  const tools = asked.map((tool) => judgeTool(tool, found.measured, failure));
  const verdict = worstVerdict(tools.map((tool) => tool.result.verdict));
  const decisive = tools.find((tool) => tool.result.verdict === verdict);
  return {
    verdict,
    reason: decisive?.result.reason ?? 'INTERNAL',
    detail: verdict === 'error' ? (decisive?.detail ?? 'The recipe has no tools.') : null,
    tools: tools.map((tool) => tool.result),
  };
}

/** The result that decides how a part is shown: of the tools with the worst verdict, the one furthest up its own scale. */
export function decisiveTool(tools: readonly ToolResult[]): ToolResult | null {
  const verdict = worstVerdict(tools.map((tool) => tool.verdict));
  const candidates = tools.filter((tool) => tool.verdict === verdict);
  return candidates.reduce<ToolResult | null>((best, next) => (best === null || excess(next) > excess(best) ? next : best), null);
}

function excess(tool: ToolResult): number {
  return tool.score === null ? Number.NEGATIVE_INFINITY : tool.score - tool.threshold;
}

function pictureFailure(recipe: Recipe, picture: Picture | null): Failure | null {
  if (picture === null) return { reason: 'FRAME_TIMEOUT', detail: 'There was no picture.' };
  if (picture.kind === 'upload') return null;
  const limits = { frameAgeMs: recipe.limits.frameAgeMs, lastJudgedSeq: picture.lastJudgedSeq };
  const stale = staleness(picture.seq, picture.times, limits);
  return stale === null ? null : { reason: 'FRAME_STALE', detail: stale };
}

/** Two tools of one name would share a measurement: one of them could pass unseen. */
function ambiguity(tools: readonly RecipeTool[]): Failure | null {
  const names = new Set(tools.map((tool) => tool.id));
  return names.size === tools.length ? null : { reason: 'INTERNAL', detail: 'The recipe names two tools alike.' };
}

function judgeTool(
  tool: RecipeTool,
  measured: readonly Measured[],
  failure: Failure | null,
): { result: ToolResult; detail: string | null } {
  const found = measured.filter((measurement) => measurement.toolId === tool.id);
  const own = found[0];
  const error = failure ?? measurementFailure(tool, found);
  const base = {
    toolId: tool.id,
    kind: tool.kind,
    modelSha256: tool.modelSha256,
    score: own && Number.isFinite(own.score) ? own.score : null,
    threshold: tool.threshold,
    reviewThreshold: tool.reviewThreshold,
    defects: own ? [...own.defects] : [],
    ...(own?.scorers?.length ? { scorers: [...own.scorers] } : {}),
    ...(own?.resemblances?.length ? { resemblances: [...own.resemblances] } : {}),
  };
  if (error !== null || own === undefined) {
    const { reason, detail } = error ?? { reason: 'INTERNAL' as const, detail: 'There is no measurement.' };
    return { result: { ...base, verdict: 'error', reason }, detail };
  }
  const verdict = judgeScore(own.score, tool);
  if (verdict === 'error') {
    const detail = `Score ${own.score} cannot be held against threshold ${tool.threshold} (review ${tool.reviewThreshold}).`;
    return { result: { ...base, verdict, reason: 'SCORE_INVALID' }, detail };
  }
  return { result: { ...base, verdict, reason: reasonOf(verdict) }, detail: null };
}

function measurementFailure(tool: RecipeTool, found: readonly Measured[]): Failure | null {
  const [own, second] = found;
  if (!own) return { reason: 'INTERNAL', detail: `Tool ${tool.id} measured nothing.` };
  if (second) return { reason: 'INTERNAL', detail: `Tool ${tool.id} measured more than once.` };
  if (own.modelSha256 !== tool.modelSha256) {
    return {
      reason: 'MODEL_REJECTED',
      detail: `Tool ${tool.id} was measured by another model (${own.modelSha256.slice(0, 12)}).`,
    };
  }
  return null;
}

function reasonOf(verdict: Exclude<Verdict, 'error'>): ReasonCode {
  switch (verdict) {
    case 'pass':
      return 'OK';
    case 'review':
      return 'NEAR_THRESHOLD';
    case 'fail':
      return 'ANOMALY';
  }
}
