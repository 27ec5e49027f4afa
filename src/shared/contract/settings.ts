import { z } from 'zod';
import { stationTimeSchema } from '../domain/shift.ts';
import { call } from './call.ts';

/** A folder on the station's machine, as an absolute path. */
export const folderSchema = z.string().trim().min(1).max(4096);

export const shiftReportsWantedSchema = z.object({ folder: folderSchema, language: z.enum(['en', 'zh-CN']) });
export type ShiftReportsWanted = z.infer<typeof shiftReportsWantedSchema>;

export const shiftReportsStateSchema = z.object({
  /** What the files of the last one begin with, since the station was started. */
  lastName: z.string().nullable(),
  lastMadeAtUtc: z.string().nullable(),
  /** The last try failed and is made again; null once one was made. */
  failedAtUtc: z.string().nullable(),
  failure: z.string().nullable(),
});
export type ShiftReportsState = z.infer<typeof shiftReportsStateSchema>;

export const settingsSchema = z.object({
  stationName: z.string(),
  time: stationTimeSchema,
  /** Null: no reports of shifts are made. */
  shiftReports: shiftReportsWantedSchema.nullable(),
  shiftReportsState: shiftReportsStateSchema,
});
export type Settings = z.infer<typeof settingsSchema>;

/** Every change is audited with what it was before. */
export const settingsContract = {
  get: call('administer')
    .route({ method: 'GET', path: '/settings', summary: 'What an administrator has set' })
    .output(settingsSchema),
  setName: call('administer')
    .route({ method: 'PUT', path: '/settings/name', summary: 'Name the station' })
    .input(z.object({ name: z.string().trim().min(1).max(60) }))
    .output(settingsSchema),
  setTime: call('administer')
    .route({
      method: 'PUT',
      path: '/settings/time',
      summary: 'Time zone and shifts of the station: counters, reports and screens go by them from now on',
    })
    .input(stationTimeSchema)
    .output(settingsSchema),
  setShiftReports: call('administer')
    .route({ method: 'PUT', path: '/settings/shift-reports', summary: 'Put a report of every shift into a folder, or do not' })
    .input(z.object({ shiftReports: shiftReportsWantedSchema.nullable() }))
    .output(settingsSchema),
};
