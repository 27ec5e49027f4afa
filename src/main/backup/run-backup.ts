import { fork } from 'node:child_process';
import { entryPath } from '../paths.ts';
import { BackupError } from './backup-folder.ts';
import type { BackupMade, BackupOrder, OnBackupStep } from './make-backup.ts';
import type { BackupTask, BackupTold, FromBackupProcess, ToBackupProcess } from './messages.ts';
import type { OnRestoreStep, PreparedRestore, RestoreOrder } from './restore-backup.ts';

/** Of the process that makes a backup: the hashes of two million pictures need about half of it. */
const heapMb = 768;
/** One that was cancelled clears up after itself; a disk that does not answer must not keep the station from stopping. */
const graceMs = 5_000;

interface RunOptions<OnStep> {
  readonly onStep: OnStep;
  readonly signal: AbortSignal;
}

/**
 * Makes a backup in a process of its own, beside the line. Aborting ends it; nothing of it remains.
 * @throws BackupError, or Error with what went wrong
 */
export async function runBackup(order: BackupOrder, { onStep, signal }: RunOptions<OnBackupStep>): Promise<BackupMade> {
  const told = (now: BackupTold): void => void (now.task === 'make' && onStep(now.step, now.done, now.total));
  const answer = await runTask({ kind: 'make', order }, { onStep: told, signal });
  if (answer.kind !== 'made') throw new Error('The backup was not made.');
  return answer.made;
}

/** As {@link prepareRestore}, in a process of its own. */
export async function runPrepareRestore(
  order: RestoreOrder,
  { onStep, signal }: RunOptions<OnRestoreStep>,
): Promise<PreparedRestore> {
  const told = (now: BackupTold): void => void (now.task === 'prepare' && onStep(now.step, now.done, now.total));
  const answer = await runTask({ kind: 'prepare', order }, { onStep: told, signal });
  if (answer.kind !== 'prepared') throw new Error('The backup was not made ready.');
  return answer.prepared;
}

type Answer = Extract<FromBackupProcess, { kind: 'made' | 'prepared' }>;

function runTask(task: BackupTask, options: RunOptions<(now: BackupTold) => void>): Promise<Answer> {
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
  return new Promise<Answer>((resolve, reject) => {
    let answer: (() => void) | null = null;
    child.on('message', (message: FromBackupProcess) => {
      switch (message.kind) {
        case 'step':
          options.onStep(message);
          return;
        case 'made':
        case 'prepared':
          answer = () => resolve(message);
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
    else child.send(task satisfies ToBackupProcess, (error) => error !== null && reject(error));
  }).finally(() => {
    clearTimeout(overdue);
    options.signal.removeEventListener('abort', cancel);
  });
}
