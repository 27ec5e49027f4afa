import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { defectSchema, partSummarySchema } from '../domain/inspection.ts';
import { rejudgementSchema } from '../domain/rejudgement.ts';
import { call } from './call.ts';
import { statusSchema } from './status.ts';

/**
 * The one stream a page or a client holds. Every event has an id; reconnecting with `Last-Event-ID` continues
 * behind it. If that is too long ago, the first event is `resync`: read again what you show.
 * `status` is always the first event of a new stream and comes again on every change (and at least every second
 * while anything is connected: its absence for 2 s means that the station is gone).
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: statusSchema }),
  /** A verdict, sent after its row was committed. The counters are those that include it. */
  z.object({
    type: z.literal('part'),
    part: partSummarySchema,
    defects: z.array(defectSchema),
    width: z.number().nullable(),
    height: z.number().nullable(),
    hasPicture: z.boolean(),
    hasMap: z.boolean(),
  }),
  /** A new live picture can be pulled from `/api/v1/frames/{cameraId}/{seq}`. */
  z.object({ type: z.literal('frame'), cameraId: z.string(), seq: z.number().int(), receivedAtUtc: z.string() }),
  /** A person re-judged a part, just made or of long ago; the verdict of the station is what it was. */
  z.object({ type: z.literal('rejudged'), partId: z.string(), rejudgement: rejudgementSchema }),
  /** Products, users or settings changed: read them again. */
  z.object({ type: z.literal('changed'), topic: z.enum(['products', 'users', 'settings']) }),
  z.object({ type: z.literal('resync') }),
]);
export type StationEvent = z.infer<typeof eventSchema>;
export type PartEvent = Extract<StationEvent, { type: 'part' }>;

export const eventsContract = {
  stream: call('watch')
    .route({ method: 'GET', path: '/events', summary: 'Server-sent events; resumable by Last-Event-ID' })
    .output(eventIterator(eventSchema)),
};
