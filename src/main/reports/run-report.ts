import { fork } from 'node:child_process';
import type { Report } from '#shared/domain/report.ts';
import { entryPath } from '../paths.ts';
import type { OnStep, ReportOrder } from './make-report.ts';
import type { FromReportProcess, ToReportProcess } from './messages.ts';

/** Of the process that makes a report: figures of 100,000 parts and 24 pictures need about a third of it. */
const heapMb = 384;

/**
 * Makes a report in a process of its own. Aborting ends that process at once; what it had begun to write is left under
 * temporary names.
 */
export function runReport(
  order: ReportOrder,
  options: { readonly onStep: OnStep; readonly signal: AbortSignal },
): Promise<Report> {
  const child = fork(entryPath('report'), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const kill = (): void => void child.kill('SIGKILL');
  options.signal.addEventListener('abort', kill, { once: true });
  return new Promise<Report>((resolve, reject) => {
    child.on('message', (message: FromReportProcess) => {
      switch (message.kind) {
        case 'step':
          options.onStep(message.step, message.done, message.total);
          return;
        case 'made':
          resolve(message.report);
          return;
        case 'failed':
          reject(new Error(message.message));
          return;
        default:
          message satisfies never;
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The report's process ended (${code ?? signal}). ${complaint}`)));
    if (options.signal.aborted) kill();
    else child.send({ kind: 'make', order } satisfies ToReportProcess, (error) => error !== null && reject(error));
  }).finally(() => options.signal.removeEventListener('abort', kill));
}
