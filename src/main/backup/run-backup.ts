import { fork } from 'node:child_process';
import { entryPath } from '../paths.ts';
import { BackupError } from './backup-folder.ts';
import type { BackupMade, BackupOrder, OnBackupStep } from './make-backup.ts';
import type { FromBackupProcess, ToBackupProcess } from './messages.ts';

/** Of the process that makes a backup: the hashes of two million pictures need about half of it. */
const heapMb = 768;
/** One that was cancelled clears up after itself; a disk that does not answer must not keep the station from stopping. */
const graceMs = 5_000;

/**
 * Makes a backup in a process of its own, beside the line. Aborting ends it; nothing of it remains.
 * @throws BackupError, or Error with what went wrong
 */
export function runBackup(
  order: BackupOrder,
  options: { readonly onStep: OnBackupStep; readonly signal: AbortSignal },
): Promise<BackupMade> {
  const child = fork(entryPath('backup'), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  let overdue: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    if (child.connected) child.send({ kind: 'cancel' } satisfies ToBackupProcess);
    overdue = setTimeout(() => child.kill('SIGKILL'), graceMs);
  };
  options.signal.addEventListener('abort', cancel, { once: true });
  return new Promise<BackupMade>((resolve, reject) => {
    let answer: (() => void) | null = null;
    child.on('message', (message: FromBackupProcess) => {
      switch (message.kind) {
        case 'step':
          options.onStep(message.step, message.done, message.total);
          return;
        case 'made':
          answer = () => resolve(message.made);
          return;
        case 'failed':
          answer = () =>
            reject(message.code === null ? new Error(message.message) : new BackupError(message.code, message.message));
          return;
        default:
          message satisfies never;
      }
    });
    child.once('error', reject);
    // Not before its end: until then it may still be clearing up.
    child.once('exit', (code, signal) =>
      answer === null ? reject(new Error(`The backup's process ended (${code ?? signal}). ${complaint}`)) : answer(),
    );
    if (options.signal.aborted) cancel();
    else child.send({ kind: 'make', order } satisfies ToBackupProcess, (error) => error !== null && reject(error));
  }).finally(() => {
    clearTimeout(overdue);
    options.signal.removeEventListener('abort', cancel);
  });
}
