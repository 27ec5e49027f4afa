import { z } from 'zod';
import { timeOfDaySchema } from '../domain/shift.ts';
import { call } from './call.ts';
import { folderSchema } from './settings.ts';

export const backupPlanSchema = z.object({
  folder: folderSchema,
  /** Finished backups beyond these are removed, the oldest first. */
  keep: z.number().int().min(1).max(60),
  /** When one is made every day, by the station's clock; null: only when somebody asks for it. */
  dailyAt: timeOfDaySchema.nullable(),
});
export type BackupPlan = z.infer<typeof backupPlanSchema>;

/** In the order in which they happen: rows are copied and proved, files copied and read back, old backups removed. */
export const backupStepSchema = z.enum(['records', 'prove', 'files', 'check', 'tidy']);
export type BackupStep = z.infer<typeof backupStepSchema>;

/** Of bringing one back: files are copied and compared, the records proved, and all of it put in place. */
export const restoreStepSchema = z.enum(['files', 'prove', 'place']);
export type RestoreStep = z.infer<typeof restoreStepSchema>;

/** Where bringing one back failed: when it was copied and proved, put in place of the data, or opened there. */
const restoreStageSchema = z.enum(['prepare', 'place', 'open']);

export const backupSummarySchema = z.object({
  /** Of its folder: the time, UTC. */
  name: z.string(),
  createdAtUtc: z.string(),
  stationName: z.string(),
  parts: z.number().int(),
  pictures: z.object({
    count: z.number().int(),
    bytes: z.number(),
    /** In the records, but damaged or gone already when the backup was made. */
    missing: z.number().int(),
  }),
  /** Problems that `verify` found in the records that were backed up. */
  problems: z.number().int(),
});
export type BackupSummary = z.infer<typeof backupSummarySchema>;

const lastSchema = z.object({
  atUtc: z.string(),
  /** Of the backup; null where it failed. */
  name: z.string().nullable(),
  by: z.string(),
  copiedFiles: z.number().int(),
  copiedBytes: z.number(),
  /** Why it failed; null where it did not. */
  failure: z.string().nullable(),
});
export type LastBackup = z.infer<typeof lastSchema>;
export { lastSchema as lastBackupSchema };

const running = { done: z.number().int(), total: z.number().int(), startedAtUtc: z.string(), by: z.string() };

export const backupsSchema = z.object({
  plan: backupPlanSchema.nullable(),
  /** A backup is made, or one is brought back. */
  running: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('make'), step: backupStepSchema, ...running }),
      z.object({ kind: z.literal('restore'), step: restoreStepSchema, ...running }),
    ])
    .nullable(),
  last: lastSchema.nullable(),
  /**
   * The last try to bring one back that failed, since the station started or because of which it started anew; one that did
   * not fail is in the audit trail. Whatever failed, the data are those of before.
   */
  restoreFailed: z.object({ atUtc: z.string(), name: z.string(), stage: restoreStageSchema, failure: z.string() }).nullable(),
  /** Of the next daily one. */
  nextAtUtc: z.string().nullable(),
  /** Finished backups in the folder of the plan, newest first. */
  found: z.array(backupSummarySchema),
  /** What is to be typed on the station's machine to bring the newest back. */
  dataFolder: z.string(),
});
export type Backups = z.infer<typeof backupsSchema>;

export const backupsContract = {
  get: call('administer')
    .route({ method: 'GET', path: '/backups', summary: 'Where backups go, the one being made, and those that are there' })
    .output(backupsSchema),
  setPlan: call('administer')
    .route({ method: 'PUT', path: '/backups/plan', summary: 'Where backups go, how many are kept, when one is made every day' })
    .input(z.object({ plan: backupPlanSchema.nullable() }))
    .output(backupsSchema),
  start: call('administer')
    .route({ method: 'POST', path: '/backups', summary: 'Make a backup now, in the background; BUSY while one is being made' })
    .output(backupsSchema),
  restore: call('administer')
    .route({
      method: 'POST',
      path: '/backups/{name}/restore',
      summary:
        'Bring a backup back, in the background: it is proved beside the data, which then go aside, and the station starts anew. LINE_RUNNING, BUSY, NOT_FOUND',
    })
    .input(z.object({ name: z.string().max(40) }))
    .output(backupsSchema),
  cancel: call('administer')
    .route({
      method: 'DELETE',
      path: '/backups/running',
      summary: 'End the backup that is being made or brought back; nothing of it remains',
    })
    .output(backupsSchema),
};
