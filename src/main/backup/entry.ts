import { setPriority } from 'node:os';
import { BackupError } from './backup-folder.ts';
import { makeBackup } from './make-backup.ts';
import type { FromBackupProcess, ToBackupProcess } from './messages.ts';

/** The process that makes one backup: it reads for minutes, and ends with it. */
const say = (message: FromBackupProcess): void => void process.send?.(message);

/** Steps are told ten times a second at most. */
const leastPauseMs = 100;
const cancelled = new AbortController();

async function make(order: Extract<ToBackupProcess, { kind: 'make' }>['order']): Promise<void> {
  let told = 0;
  try {
    const made = await makeBackup(
      order,
      (step, done, total) => {
        const now = performance.now();
        if (now - told < leastPauseMs && done > 0 && done < total) return;
        told = now;
        say({ kind: 'step', step, done, total });
      },
      cancelled.signal,
    );
    say({ kind: 'made', made });
  } catch (error) {
    const code = error instanceof BackupError ? error.code : null;
    say({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (message: ToBackupProcess) => {
  switch (message.kind) {
    case 'make':
      // The line comes first.
      setPriority(10);
      void make(message.order).finally(() => process.disconnect());
      return;
    case 'cancel':
      cancelled.abort(new Error('cancelled'));
      return;
    default:
      message satisfies never;
  }
});
// Whoever wanted it is gone: what was begun is cleared away.
process.on('disconnect', () => cancelled.abort(new Error('nobody waits for it')));
