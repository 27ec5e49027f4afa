import type { Logger } from 'pino';
import { type FailedRestore, openBackupJobs, type PreparedRestore } from '../backup/index.ts';
import type { Records } from '../records/types.ts';
import { openReportJobs, startShiftReports } from '../reports/index.ts';
import { openBackupPlan } from './backups.ts';
import type { DataFolder } from './data-folder.ts';
import type { openShiftReportsSetting, openStationTime } from './settings.ts';
import type { Undo } from './undo.ts';
import { version } from './version.ts';

export interface ArchiveDeps {
  readonly folder: DataFolder;
  readonly records: Records;
  readonly stationName: () => string;
  readonly time: Awaited<ReturnType<typeof openStationTime>>;
  readonly shiftReports: Awaited<ReturnType<typeof openShiftReportsSetting>>;
  readonly onPrepared: (prepared: PreparedRestore, actor: string) => void;
  readonly failedRestore: FailedRestore | null;
  readonly log: Logger;
  readonly undo: Undo;
}

/** What is made of the records in the background: reports, those of every shift, and backups. */
export async function openArchive(deps: ArchiveDeps) {
  const { folder, records, stationName, time, shiftReports, onPrepared, failedRestore, log, undo } = deps;
  const shared = { dataFolder: folder.root, records, stationName, version, log };
  const zone = (): string => time.current().zone;
  const reports = await openReportJobs({ ...shared, folder: folder.reports, timeZone: zone });
  undo.push('reports', () => reports.close(), 1_000);
  const makingShiftReports = startShiftReports({ ...shared, wanted: shiftReports.current, time: time.current });
  undo.push('shift reports', makingShiftReports.stop, 1_000);
  const backupPlan = await openBackupPlan(records);
  const backupJobs = await openBackupJobs({ ...shared, plan: backupPlan.current, zone, onPrepared, failedRestore });
  undo.push('backups', backupJobs.close, 1_500);
  return { reports, makingShiftReports, backupPlan, backupJobs };
}
