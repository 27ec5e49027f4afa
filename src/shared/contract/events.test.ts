import { describe, expect, it } from 'vitest';
import type { PartSummary } from '../domain/inspection.ts';
import { eventSchema } from './events.ts';

const part: PartSummary = {
  ...{ id: 'p', number: 1, mode: 'production', verdict: 'fail', reason: 'ANOMALY', detail: null, score: 0.9, threshold: 0.5 },
  ...{
    defectCount: 3,
    defectKinds: ['scratch', null],
    productId: null,
    productName: null,
    recipeVersion: null,
    lot: null,
    serial: null,
    supplierLot: null,
  },
  ...{ operator: null, source: null, capturedAtUtc: null, judgedAtUtc: '2026-01-01T00:00:00.000Z', latencyMs: 20 },
  rejudgement: null,
};

describe('the event of a part', () => {
  it('tells of its defects all that the record does', () => {
    const defects = [
      { x: 1, y: 2, width: 3, height: 4, score: 0.9, area_px: 10, kind: 'scratch', kind_confidence: 0.8 },
      { x: 1, y: 2, width: 3, height: 4, score: 0.7, area_px: 10, kind: null },
      { x: 1, y: 2, width: 3, height: 4, score: 0.6, area_px: 10 },
    ];
    const event = { type: 'part', part, defects, width: 320, height: 240, hasPicture: true, hasMap: true };
    expect(eventSchema.parse(event)).toEqual(event);
  });
});
