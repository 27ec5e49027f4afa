import { z } from 'zod';
import { proofDepthSchema, reportSchema, reportScopeSchema } from '../domain/report.ts';
import { call } from './call.ts';

const id = z.string().max(64);

/** In the order in which they happen: rows are counted, the records are proved, the document is drawn. */
export const reportStepSchema = z.enum(['read', 'prove', 'draw']);
export type ReportStep = z.infer<typeof reportStepSchema>;

export const reportOrderSchema = z.object({
  scope: reportScopeSchema.default({}),
  /** Language of the PDF. */
  language: z.enum(['en', 'zh-CN']).default('en'),
  proof: proofDepthSchema.default('rows'),
});

export const reportJobSchema = reportOrderSchema.extend({
  id,
  /** One is made at a time; the others wait. */
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  step: reportStepSchema.nullable(),
  done: z.number().int(),
  total: z.number().int(),
  by: z.string(),
  createdAtUtc: z.string(),
  /** Finished reports are kept until then. */
  keptUntilUtc: z.string().nullable(),
});
export type ReportJob = z.infer<typeof reportJobSchema>;

export const openedReportSchema = reportJobSchema.extend({ report: reportSchema.nullable() });
export type OpenedReport = z.infer<typeof openedReportSchema>;

/** The files of a finished report are plain addresses beside it: see `rawRoutes`. */
export const reportsContract = {
  start: call('review')
    .route({
      method: 'POST',
      path: '/reports',
      summary: 'Make a report of a period, product or lot in the background; BUSY while too many wait',
    })
    .input(reportOrderSchema)
    .output(reportJobSchema),
  list: call('review')
    .route({ method: 'GET', path: '/reports', summary: 'Reports being made and those of the last day, newest first' })
    .output(z.array(reportJobSchema)),
  get: call('review')
    .route({ method: 'GET', path: '/reports/{id}', summary: 'How far a report is; once it is done, its figures' })
    .input(z.object({ id }))
    .output(openedReportSchema),
  remove: call('review')
    .route({ method: 'DELETE', path: '/reports/{id}', summary: 'Cancel a report that is being made, or delete a finished one' })
    .input(z.object({ id }))
    .output(z.object({ removed: z.boolean() })),
};
