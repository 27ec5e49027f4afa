import type { BackupStep, RestoreStep } from '#shared/contract/backups.ts';
import type { BackupError } from './backup-folder.ts';
import type { BackupMade, BackupOrder } from './make-backup.ts';
import type { PreparedRestore, RestoreOrder } from './restore-backup.ts';

/** Between the station and the process that makes one backup, or gets one ready to be brought back. */
export type BackupTask =
  | { readonly kind: 'make'; readonly order: BackupOrder }
  | { readonly kind: 'prepare'; readonly order: RestoreOrder };
export type ToBackupProcess = BackupTask | { readonly kind: 'cancel' };

/** How far a task is. */
export type BackupTold = { readonly kind: 'step'; readonly done: number; readonly total: number } & (
  | { readonly task: 'make'; readonly step: BackupStep }
  | { readonly task: 'prepare'; readonly step: RestoreStep }
);

export type FromBackupProcess =
  | BackupTold
  | { readonly kind: 'made'; readonly made: BackupMade }
  | { readonly kind: 'prepared'; readonly prepared: PreparedRestore }
  | { readonly kind: 'failed'; readonly code: BackupError['code'] | null; readonly message: string };
