import { z } from 'zod';
import { countersSchema } from '../domain/counters.ts';
import { sourceSchema } from '../domain/source.ts';
import { call } from './call.ts';

/**
 * `starting` engines and model are loading; `stopped` ready, not inspecting; `running` inspecting;
 * `error` inspecting was asked for and something prevents it (it goes on by itself once that is gone);
 * `not_ready` cannot inspect: see `blockers`.
 */
export const stationStateSchema = z.enum(['starting', 'stopped', 'running', 'error', 'not_ready']);
export type StationState = z.infer<typeof stationStateSchema>;

export const blockerSchema = z.object({
  code: z.enum([
    'NO_PRODUCT',
    'ENGINE_STARTING',
    'ENGINE_LOST',
    'NO_SOURCE',
    'CAMERA_LOST',
    'SOURCE_ENDED',
    'MODEL_REJECTED',
    'DISK_FULL',
    'RECORDS_UNAVAILABLE',
  ]),
  detail: z.string().nullable(),
});
export type Blocker = z.infer<typeof blockerSchema>;

/** The line goes on, but somebody should see to it before it no longer does, or before something cannot be proved any more. */
export const warningSchema = z.object({
  code: z.enum(['DISK_LOW', 'BACKUP_FAILED', 'SHIFT_REPORT_FAILED']),
  detail: z.string().nullable(),
});
export type Warning = z.infer<typeof warningSchema>;

const cycleSchema = z.object({
  minMs: z.number().nullable(),
  meanMs: z.number().nullable(),
  maxMs: z.number().nullable(),
  lastMs: z.number().nullable(),
});

export const statusSchema = z.object({
  state: stationStateSchema,
  stationName: z.string(),
  version: z.string(),
  bootId: z.string(),
  serverTimeUtc: z.string(),
  /** IANA name: whose clock shifts, reports and screens go by. */
  timeZone: z.string(),
  demo: z.boolean(),
  product: z
    .object({
      id: z.string(),
      name: z.string(),
      number: z.number().int(),
      version: z.number().int(),
      threshold: z.number(),
      /** From this score on, up to the threshold, a person decides; null: there is only pass and fail. */
      reviewThreshold: z.number().nullable(),
      modelSha256: z.string(),
      triggerMode: z.enum(['free', 'software']),
    })
    .nullable(),
  lot: z.string().nullable(),
  operator: z.string().nullable(),
  counters: countersSchema,
  countersSinceUtc: z.string().nullable(),
  shift: z.object({ name: z.string(), sinceUtc: z.string(), counters: countersSchema }),
  /** ok / total since the reset, 0..1; null before the first part. */
  yield: z.number().nullable(),
  cycle: cycleSchema,
  /** Frames that came while the one before was being judged and were not judged, and frames too old to be judged. */
  frames: z.object({ dropped: z.number().int(), late: z.number().int() }),
  camera: z.object({
    id: z.string(),
    name: z.string(),
    source: sourceSchema.nullable(),
    state: z.enum(['off', 'starting', 'ok', 'lost', 'ended']),
    fps: z.number().nullable(),
    /** Offline sources (folders) never drive an output of the line. */
    offline: z.boolean(),
    lastFrameUtc: z.string().nullable(),
  }),
  engines: z.object({
    line: z.object({ state: z.enum(['starting', 'ready', 'lost']), pid: z.number().nullable(), restarts: z.number().int() }),
    bench: z.object({
      state: z.enum(['idle', 'starting', 'ready', 'lost']),
      pid: z.number().nullable(),
      restarts: z.number().int(),
    }),
  }),
  records: z.object({
    writable: z.boolean(),
    detail: z.string().nullable(),
    picturesPending: z.number().int(),
    freeBytes: z.number().nullable(),
  }),
  blockers: z.array(blockerSchema),
  warnings: z.array(warningSchema),
});
export type Status = z.infer<typeof statusSchema>;

export const statusContract = {
  get: call('watch').route({ method: 'GET', path: '/status', summary: 'State, product, counters, health' }).output(statusSchema),
};
