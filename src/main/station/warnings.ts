import type { BackupPlan, LastBackup } from '#shared/contract/backups.ts';
import type { ShiftReportsState, ShiftReportsWanted } from '#shared/contract/settings.ts';
import type { Warning } from '#shared/contract/status.ts';

/** Below this the disk is named; far above the last 200 MB, at which the line stops. */
const lowBytes = 2 * 1024 ** 3;

export interface Watched {
  readonly freeBytes: number | null;
  readonly backup: { readonly plan: BackupPlan | null; readonly last: LastBackup | null };
  readonly shiftReports: { readonly wanted: ShiftReportsWanted | null; readonly state: ShiftReportsState };
}

/** What somebody should see to, the most pressing first. What nobody asked for any more warns of nothing. */
export function warningsOf({ freeBytes, backup, shiftReports }: Watched): Warning[] {
  const warnings: Warning[] = [];
  if (freeBytes !== null && freeBytes < lowBytes)
    warnings.push({ code: 'DISK_LOW', detail: `${Math.round(freeBytes / 1e6)} MB` });
  const { last } = backup;
  if (backup.plan !== null && last?.failure != null && last.failure !== 'cancelled')
    warnings.push({ code: 'BACKUP_FAILED', detail: last.failure });
  if (shiftReports.wanted !== null && shiftReports.state.failure !== null)
    warnings.push({ code: 'SHIFT_REPORT_FAILED', detail: shiftReports.state.failure });
  return warnings;
}
