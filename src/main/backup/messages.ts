import type { BackupStep } from '#shared/contract/backups.ts';
import type { BackupError } from './backup-folder.ts';
import type { BackupMade, BackupOrder } from './make-backup.ts';

/** Between the station and the process that makes one backup. */
export type ToBackupProcess = { readonly kind: 'make'; readonly order: BackupOrder } | { readonly kind: 'cancel' };

export type FromBackupProcess =
  | { readonly kind: 'step'; readonly step: BackupStep; readonly done: number; readonly total: number }
  | { readonly kind: 'made'; readonly made: BackupMade }
  | { readonly kind: 'failed'; readonly code: BackupError['code'] | null; readonly message: string };
