import type { PartEvent, StationEvent } from '#shared/contract/events.ts';
import type { StationState, Status } from '#shared/contract/status.ts';
import type { PartMode, PartSummary } from '#shared/domain/inspection.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import type { LiveAction } from './live-state.ts';

/** A part as the stream and the lists tell it. */
export const part = (number: number, mode: PartMode = 'production'): PartSummary => ({
  id: `id-${number}`,
  number,
  mode,
  verdict: 'pass',
  reason: 'OK',
  detail: null,
  score: 0.3,
  threshold: 0.5,
  defectCount: 0,
  defectKinds: [],
  productId: 'p',
  productName: 'P',
  recipeVersion: 1,
  lot: null,
  serial: null,
  supplierLot: null,
  operator: null,
  source: null,
  capturedAtUtc: null,
  judgedAtUtc: '2026-01-01T00:00:00Z',
  latencyMs: 30,
  rejudgement: null,
});
/** The event of a part that was judged. */
export const partEvent = (number: number, mode?: PartMode, verdict: Verdict = 'pass'): PartEvent => ({
  type: 'part',
  part: { ...part(number, mode), verdict },
  defects: [],
  width: 4,
  height: 3,
  hasPicture: true,
  hasMap: true,
});
/** The event of a live picture. */
export const frameEvent = (seq: number): StationEvent => ({
  type: 'frame',
  cameraId: 'c',
  seq,
  receivedAtUtc: '2026-01-01T00:00:00Z',
});
/** The event that tells the state of the station. */
export const statusEvent = (state: StationState): StationEvent => ({
  type: 'status',
  status: {
    state,
    stationName: 's',
    version: '0',
    bootId: 'b',
    serverTimeUtc: '2026-01-01T00:00:00Z',
    timeZone: 'UTC',
    demo: false,
    product: null,
    lot: null,
    operator: null,
    counters: { total: 0, ok: 0, review: 0, ng: 0, error: 0 },
    countersSinceUtc: null,
    shift: { name: 'A', sinceUtc: '2026-01-01T00:00:00Z', counters: { total: 0, ok: 0, review: 0, ng: 0, error: 0 } },
    yield: null,
    cycle: { minMs: null, meanMs: null, maxMs: null, lastMs: null },
    frames: { dropped: 0, late: 0 },
    camera: { id: 'c', name: 'c', source: null, state: 'ok', fps: null, offline: false, lastFrameUtc: null },
    engines: { line: { state: 'ready', pid: 1, restarts: 0 }, bench: { state: 'idle', pid: null, restarts: 0 } },
    records: { writable: true, detail: null, picturesPending: 0, freeBytes: null },
    blockers: [],
    warnings: [],
  } satisfies Status,
});

export const judged = (...of: Parameters<typeof partEvent>): LiveAction => ({ type: 'event', event: partEvent(...of) });
export const status = (state: StationState): LiveAction => ({ type: 'event', event: statusEvent(state) });
