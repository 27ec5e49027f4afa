import { describe, expect, it } from 'vitest';
import { decisiveTool, judgePart, type Measured, type Picture } from './judging.ts';
import { type Recipe, type RecipeTool, recipeSchema } from './recipe.ts';

const model = 'a'.repeat(64);
const tool = (change: Partial<RecipeTool> = {}): RecipeTool => ({
  id: 'surface',
  kind: 'anomaly',
  modelSha256: model,
  threshold: 0.5,
  reviewThreshold: null,
  minDefectAreaPx: 0,
  ...change,
});
const recipe = (...tools: RecipeTool[]): Recipe =>
  recipeSchema.parse({
    schema: 1,
    productId: 'p',
    number: 1,
    name: 'Flange',
    views: [{ id: 'top', tools: tools.length === 0 ? [tool()] : tools }],
    trigger: { mode: 'software' },
    limits: {},
    pictures: {},
  });
const measured = (change: Partial<Measured> = {}): Measured => ({
  toolId: 'surface',
  modelSha256: model,
  score: 0.3,
  defects: [],
  ...change,
});
const fresh: Picture = {
  kind: 'frame',
  seq: 8,
  times: { triggerMonoNs: 100n, receivedMonoNs: 200n, takenMonoNs: 300n },
  lastJudgedSeq: 7,
};

describe('a part is an error, never a pass,', () => {
  const passing = { picture: fresh, measured: [measured()], failure: null };

  it('when a step failed, even though a passing score was measured', () => {
    const judged = judgePart(recipe(), { ...passing, failure: { reason: 'ENGINE_LOST', detail: 'it died' } });
    expect(judged).toMatchObject({ verdict: 'error', reason: 'ENGINE_LOST', detail: 'it died' });
  });
  it('when there is no picture', () => {
    expect(judgePart(recipe(), { ...passing, picture: null })).toMatchObject({ verdict: 'error', reason: 'FRAME_TIMEOUT' });
  });
  it('when the frame is stale or was judged before', () => {
    const stale = judgePart(recipe(), { ...passing, picture: { ...fresh, lastJudgedSeq: 8 } });
    expect(stale).toMatchObject({ verdict: 'error', reason: 'FRAME_STALE' });
    const early = { ...fresh, times: { triggerMonoNs: 201n, receivedMonoNs: 200n, takenMonoNs: 300n } };
    expect(judgePart(recipe(), { ...passing, picture: early })).toMatchObject({ verdict: 'error', reason: 'FRAME_STALE' });
  });
  it('when a tool of the recipe measured nothing', () => {
    expect(judgePart(recipe(), { ...passing, measured: [] })).toMatchObject({ verdict: 'error', reason: 'INTERNAL' });
    const two = recipe(tool(), tool({ id: 'thread' }));
    const judged = judgePart(two, passing);
    expect(judged.verdict).toBe('error');
    expect(judged.tools.map((result) => result.verdict)).toEqual(['pass', 'error']);
  });
  it('when another model measured than the recipe names', () => {
    const judged = judgePart(recipe(), { ...passing, measured: [measured({ modelSha256: 'b'.repeat(64) })] });
    expect(judged).toMatchObject({ verdict: 'error', reason: 'MODEL_REJECTED' });
  });
  it('when a tool measured twice, or two tools share a name', () => {
    expect(judgePart(recipe(), { ...passing, measured: [measured(), measured()] }).verdict).toBe('error');
    expect(judgePart(recipe(tool(), tool()), passing).verdict).toBe('error');
  });
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('when the score is %s', (score) => {
    const judged = judgePart(recipe(), { ...passing, measured: [measured({ score })] });
    expect(judged).toMatchObject({ verdict: 'error', reason: 'SCORE_INVALID' });
    expect(judged.tools[0]?.score).toBeNull();
  });
  it('when the threshold is not a number', () => {
    const broken: Recipe = { ...recipe(), views: [{ id: 'top', tools: [tool({ threshold: Number.NaN })] }] };
    expect(judgePart(broken, passing)).toMatchObject({ verdict: 'error', reason: 'SCORE_INVALID' });
  });
});

describe('a measured part', () => {
  const judge = (score: number, reviewThreshold: number | null = null) =>
    judgePart(recipe(tool({ reviewThreshold })), { picture: fresh, measured: [measured({ score })], failure: null });

  it('passes below the threshold and fails at it', () => {
    expect(judge(0.499)).toMatchObject({ verdict: 'pass', reason: 'OK', detail: null });
    expect(judge(0.5)).toMatchObject({ verdict: 'fail', reason: 'ANOMALY', detail: null });
  });
  it('is for a person between the two thresholds', () => {
    expect(judge(0.45, 0.4)).toMatchObject({ verdict: 'review', reason: 'NEAR_THRESHOLD' });
  });
  it('needs no freshness when it was sent from outside', () => {
    expect(judgePart(recipe(), { picture: { kind: 'upload' }, measured: [measured()], failure: null }).verdict).toBe('pass');
  });
  it('is shown by the tool that decided: among equals the one furthest above its threshold', () => {
    const two = recipe(tool({ id: 'a' }), tool({ id: 'b', threshold: 0.6 }));
    const both = [measured({ toolId: 'a', score: 0.55 }), measured({ toolId: 'b', score: 0.9 })];
    const judged = judgePart(two, { picture: fresh, measured: both, failure: null });
    expect(decisiveTool(judged.tools)?.toolId).toBe('b');
    expect(decisiveTool([])).toBeNull();
  });
});
