import { Worker } from 'node:worker_threads';
import { entryPath } from '../paths.ts';
import { RecordsError } from './errors.ts';
import { keepSqliteLoaded } from './keep-loaded.ts';
import type { FromThread, ThreadTask, VerifyOptions } from './messages.ts';
import type { VerifyResult } from './types.ts';

/**
 * Verifies the records of a data folder in a thread of its own, reading only: a running station goes on meanwhile.
 * @throws RecordsError when there is nothing to verify, or it cannot be read
 */
export function verifyInThread(
  options: VerifyOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<VerifyResult> {
  const task: ThreadTask = { kind: 'verify', options };
  keepSqliteLoaded();
  const worker = new Worker(entryPath('records'), { workerData: task, name: 'verify' });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'progress') onProgress?.(message.done, message.total);
      else if (message.kind === 'verified') resolve(message.result);
      else if (message.kind === 'not-opened') reject(new RecordsError(message.failure.code, message.failure.message));
    });
    worker.once('error', (error) => reject(new RecordsError('RECORD_FAILED', error.message, { cause: error })));
    worker.once('exit', () => reject(new RecordsError('RECORDS_LOST', 'Verifying was interrupted.')));
  });
}
