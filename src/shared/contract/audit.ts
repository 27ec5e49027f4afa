import { z } from 'zod';
import { call } from './call.ts';

const utc = z.iso.datetime({ offset: false });

/** What the audit trail is narrowed to. All given conditions hold together; `from` is included, `to` is not. */
export const auditFilterSchema = z.object({
  from: utc.optional(),
  to: utc.optional(),
  actor: z.string().max(80).optional(),
  action: z.string().max(60).optional(),
  /** Anywhere in the subject, without regard to case. */
  subject: z.string().max(80).optional(),
});
export type AuditFilter = z.output<typeof auditFilterSchema>;

export const auditEntrySchema = z.object({
  /** Its place in the trail; without gaps. */
  seq: z.number().int(),
  atUtc: z.string(),
  /** Name of the user, or `system`, `key` (a program), `cli` (somebody on the machine itself). */
  actor: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  /** SHA-256 of its entry in the chain of records. */
  chainHash: z.string(),
});
export type AuditRecord = z.infer<typeof auditEntrySchema>;

/** Beside them: GET /audit.csv?<AuditFilter>, see `rawRoutes`. */
export const auditContract = {
  list: call('administer')
    .route({ method: 'GET', path: '/audit', summary: 'Who did what: the audit trail, newest first, by keyset' })
    .input(
      auditFilterSchema.extend({
        /** The last `seq` of the page before. */
        cursor: z.coerce.number().int().min(1).optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ entries: z.array(auditEntrySchema), nextCursor: z.number().int().nullable() })),
  choices: call('administer')
    .route({ method: 'GET', path: '/audit/choices', summary: 'Actors and actions that occur in the audit trail' })
    .output(z.object({ actors: z.array(z.string()), actions: z.array(z.string()) })),
};
