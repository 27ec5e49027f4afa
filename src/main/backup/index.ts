export { BackupError, listBackups, type Manifest } from './backup-folder.ts';
export { type BackupJobs, liesWithin, openBackupJobs } from './backup-jobs.ts';
export { type BackupMade, makeBackup } from './make-backup.ts';
export { finishRestore, placeRestored, takeBack } from './place-restored.ts';
export { type PreparedRestore, type Restored, restoreBackup } from './restore-backup.ts';
