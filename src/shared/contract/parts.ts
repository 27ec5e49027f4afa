import { z } from 'zod';
import { partModeSchema, partReportSchema, partSummarySchema } from '../domain/inspection.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { call } from './call.ts';

const utc = z.iso.datetime({ offset: false });

/** What the records are narrowed to. All given conditions hold together; `from` is included, `to` is not. */
export const partFilterSchema = z.object({
  from: utc.optional(),
  to: utc.optional(),
  verdict: z.union([verdictSchema.transform((v) => [v]), z.array(verdictSchema)]).optional(),
  mode: partModeSchema.optional(),
  productId: z.string().max(64).optional(),
  lot: z.string().max(80).optional(),
  serial: z.string().max(80).optional(),
  supplierLot: z.string().max(80).optional(),
  /** Whether people looked at it afterwards, and what the newest re-judgement says: `no`, `yes` (any), `pass`, `fail`. */
  rejudged: z.enum(['no', 'yes', 'pass', 'fail']).optional(),
  reason: z.string().max(40).optional(),
  /** Parts with a defect of that kind. */
  defectKind: z.string().min(1).max(60).optional(),
  minScore: z.coerce.number().optional(),
  maxScore: z.coerce.number().optional(),
});
export type PartFilter = z.output<typeof partFilterSchema>;

export const partsContract = {
  list: call('review')
    .route({ method: 'GET', path: '/parts', summary: 'Parts, newest first, by keyset' })
    .input(
      partFilterSchema.extend({
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.object({ parts: z.array(partSummarySchema), nextCursor: z.string().nullable(), total: z.number().int().nullable() }),
    ),
  /** The last parts of the line, for the filmstrip: needs only the right to watch. */
  recent: call('watch')
    .route({ method: 'GET', path: '/parts/recent', summary: 'The last parts of the line, newest first' })
    .input(z.object({ limit: z.coerce.number().int().min(1).max(100).default(100) }))
    .output(z.array(partSummarySchema)),
  get: call('watch')
    .route({ method: 'GET', path: '/parts/{id}', summary: 'The whole record of a part' })
    .input(z.object({ id: z.string().max(64) }))
    .output(partReportSchema),
};

/**
 * Beside the contract, because pixels and long files never travel through RPC (each checks the right named here):
 * - GET /api/v1/frames/{cameraId}/{seq}            watch   JPEG of a live picture (404 once it has left memory)
 * - GET /api/v1/parts/{id}/picture[?size=thumb]    watch   the full picture: JPEG or PNG
 * - GET /api/v1/parts/{id}/map                     watch   8-bit grey PNG, 128 = threshold, 192 = twice as far from the good middle (see `encodeMap`)
 * - GET /api/v1/parts/{id}/overlay                 watch   picture with map and outlines, JPEG
 * - GET /api/v1/models/{sha256}/pictures/{number}  watch  a good picture that a model carries, as its network saw it: JPEG
 * - GET /api/v1/parts.csv?<PartFilter>             review  text/csv of everything the filter matches
 * - GET /api/v1/reports/{id}.pdf                   review  a finished report (`?view` to look at it in place); …/{id}.csv its figures, …/{id}/parts.csv its parts
 * - GET /api/v1/products/{id}/picture              watch   a good part of the product: golden sample, or the last good part
 * - GET /api/v1/products/{id}.passline[?version=N] engineer  the product as a package: recipe, model, golden samples
 * - GET /api/v1/audit.csv?<AuditFilter>            administer  text/csv of every audit entry the filter matches
 * - GET /api/v1/openapi.json                       watch   the OpenAPI document of all of it
 */
export const rawRoutes = {
  frame: { path: '/frames/{cameraId}/{seq}', right: 'watch' },
  picture: { path: '/parts/{id}/picture', right: 'watch' },
  map: { path: '/parts/{id}/map', right: 'watch' },
  overlay: { path: '/parts/{id}/overlay', right: 'watch' },
  modelPicture: { path: '/models/{sha256}/pictures/{number}', right: 'watch' },
  csv: { path: '/parts.csv', right: 'review' },
  reportPdf: { path: '/reports/{id}.pdf', right: 'review' },
  reportCsv: { path: '/reports/{id}.csv', right: 'review' },
  reportPartsCsv: { path: '/reports/{id}/parts.csv', right: 'review' },
  productPicture: { path: '/products/{id}/picture', right: 'watch' },
  productPackage: { path: '/products/{id}.passline', right: 'engineer' },
  teachPicture: { path: '/teach/drafts/{id}/pictures/{pictureId}', right: 'engineer' },
  tryPicture: { path: '/teach/drafts/{id}/tries/{tryId}/picture', right: 'engineer' },
  tryMap: { path: '/teach/drafts/{id}/tries/{tryId}/map', right: 'engineer' },
  auditCsv: { path: '/audit.csv', right: 'administer' },
  openapi: { path: '/openapi.json', right: 'watch' },
} as const;
