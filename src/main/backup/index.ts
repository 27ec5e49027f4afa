export { BackupError, listBackups, type Manifest } from './backup-folder.ts';
export { type BackupJobs, type FailedRestore, liesWithin, openBackupJobs } from './backup-jobs.ts';
export { type BackupMade, makeBackup } from './make-backup.ts';
export { type FinishedRestore, finishRestore } from './finish-restore.ts';
export { placeRestored, takeBack } from './place-restored.ts';
export { type PreparedRestore, type Restored, restoreBackup } from './restore-backup.ts';
