import { setPriority } from 'node:os';
import { BackupError } from './backup-folder.ts';
import { makeBackup } from './make-backup.ts';
import type { BackupTask, BackupTold, FromBackupProcess, ToBackupProcess } from './messages.ts';
import { prepareRestore } from './restore-backup.ts';

/** The process that makes one backup, or gets one ready: it reads for minutes, and ends with it. */
const say = (message: FromBackupProcess): void => void process.send?.(message);

/** Steps are told ten times a second at most. */
const leastPauseMs = 100;
const cancelled = new AbortController();

let told = 0;
function tell(step: BackupTold): void {
  const now = performance.now();
  if (now - told < leastPauseMs && step.done > 0 && step.done < step.total) return;
  told = now;
  say(step);
}

async function run(task: BackupTask): Promise<void> {
  try {
    switch (task.kind) {
      case 'make':
        return say({
          kind: 'made',
          made: await makeBackup(
            task.order,
            (step, done, total) => tell({ kind: 'step', task: 'make', step, done, total }),
            cancelled.signal,
          ),
        });
      case 'prepare':
        return say({
          kind: 'prepared',
          prepared: await prepareRestore(
            task.order,
            (step, done, total) => tell({ kind: 'step', task: 'prepare', step, done, total }),
            cancelled.signal,
          ),
        });
    }
  } catch (error) {
    const code = error instanceof BackupError ? error.code : null;
    say({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (message: ToBackupProcess) => {
  switch (message.kind) {
    case 'make':
    case 'prepare':
      // The line comes first.
      setPriority(10);
      void run(message).finally(() => process.disconnect());
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
