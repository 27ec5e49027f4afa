import { describe, expect, it } from 'vitest';
import type { Verdict } from '#shared/domain/verdict.ts';
import { type Recipe, recipeSchema } from '#shared/domain/recipe.ts';
import type { Judgement } from '../engine/index.ts';
import { asUnrecorded, composePart, type PartContext, type PartOutcome, picturesToKeep, summarize } from './compose-part.ts';

const partId = '0190a5c4-0000-7000-8000-000000000001';
const modelSha256 = 'a'.repeat(64);
const recipe = (pictures: Partial<Recipe['pictures']> = {}): Recipe =>
  recipeSchema.parse({
    schema: 1,
    productId: 'p',
    number: 1,
    name: 'Flange',
    views: [{ id: 'top', tools: [{ id: 'surface', kind: 'anomaly', modelSha256, threshold: 0.5 }] }],
    trigger: { mode: 'software' },
    limits: {},
    pictures,
  });
const context: PartContext = {
  partId,
  mode: 'production',
  stored: { recipe: recipe(), version: 3, sha256: 'r', createdAtUtc: '', createdBy: '', comment: '' },
  lot: 'L',
  supplierLot: null,
  serial: 'S',
  operator: 'anna',
  source: 'Camera',
  triggerMonoNs: 1_000_000n,
};
const frame = {
  cameraId: 'c',
  seq: 8,
  width: 640,
  height: 480,
  receivedMonoNs: 2_000_000n,
  capturedAtUtc: '2026-01-01T00:00:00.000Z',
  name: null,
};
const defect = { x: 1, y: 2, width: 3, height: 4, score: 0.9, area_px: 10 };
const judgement: Judgement = {
  partId,
  frame,
  name: null,
  capturedAtUtc: frame.capturedAtUtc,
  takenMonoNs: 3_000_000n,
  tools: [{ toolId: 'surface', modelSha256, score: 0.9, defects: [defect] }],
  failure: null,
  latency: { wait: 1, infer: 5, judge: 8 },
  preview: null,
  map: null,
};
const outcome = (change: Partial<PartOutcome> = {}): PartOutcome => ({
  judgement,
  failure: null,
  lastJudgedSeq: 7,
  takenName: null,
  engineFingerprint: 'f',
  nowUtc: '2026-01-01T00:00:01.000Z',
  nowMonoNs: 21_000_000n,
  ...change,
});

describe('the row of a part', () => {
  it('says what was judged, by what, when, and how long it took', () => {
    const part = composePart(context, outcome());
    expect(part).toMatchObject({
      verdict: 'fail',
      reason: 'ANOMALY',
      detail: null,
      recipeVersion: 3,
      serial: 'S',
      source: 'Camera',
      frameSeq: 8,
    });
    expect(part.latency).toEqual({ wait: 1, infer: 5, judge: 8, total: 20 });
    const { summary, defects } = summarize(part, 12);
    expect(summary).toMatchObject({ number: 12, score: 0.9, threshold: 0.5, defectCount: 1, latencyMs: 20 });
    expect(defects).toEqual([defect]);
  });
  it('is an error without an answer, and names the file that was in the works', () => {
    const failure = { reason: 'ENGINE_LOST', detail: 'killed' } as const;
    const part = composePart(context, outcome({ judgement: null, failure, takenName: 'p07.png' }));
    expect(part).toMatchObject({ verdict: 'error', reason: 'ENGINE_LOST', source: 'p07.png', width: null, pictures: [] });
    expect(part.tools).toMatchObject([{ verdict: 'error', score: null }]);
  });
  it('is an error when the answer was meant for another part', () => {
    const other = {
      ...judgement,
      partId: '0190a5c4-0000-7000-8000-000000000002',
      tools: [{ ...judgement.tools[0], score: 0.1 }],
    };
    expect(composePart(context, outcome({ judgement: other as Judgement }))).toMatchObject({
      verdict: 'error',
      reason: 'INTERNAL',
    });
  });
  it('is an error when the frame was judged before, whatever its score', () => {
    expect(composePart(context, outcome({ lastJudgedSeq: 8 }))).toMatchObject({ verdict: 'error', reason: 'FRAME_STALE' });
  });
  it('keeps nothing of what was seen once it could not be written', () => {
    const part = asUnrecorded(composePart(context, outcome()), 'disk full');
    expect(part).toMatchObject({ verdict: 'error', reason: 'RECORD_FAILED', detail: 'disk full', pictures: [] });
    expect(part.tools).toMatchObject([{ verdict: 'error', score: null, defects: [] }]);
  });
});

describe('the pictures of a part', () => {
  const kept = (verdict: Verdict, change: Partial<Recipe['pictures']> = {}, measured = true) =>
    picturesToKeep(recipe(change), { verdict }, 'production', measured);

  it('always let it be judged again: model input and map of every part', () => {
    expect(kept('pass')).toEqual(['full', 'crop', 'map']);
    expect(kept('pass', { passes: 'none' })).toEqual(['crop', 'map']);
  });
  it('are whole, with overlay, for whatever was not accepted, be passes kept or not', () => {
    for (const verdict of ['fail', 'review', 'error'] as const) {
      expect(kept(verdict, { passes: 'none' })).toEqual(['full', 'crop', 'map', 'overlay']);
    }
  });
  it('are only the full one when nothing was measured', () => {
    expect(kept('error', {}, false)).toEqual(['full']);
  });
  it('have an overlay for a picture that was sent: its report refers to it', () => {
    expect(picturesToKeep(recipe(), { verdict: 'pass' }, 'service', true)).toContain('overlay');
  });
});
