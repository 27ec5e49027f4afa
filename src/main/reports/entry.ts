import { setPriority } from 'node:os';
import { makeReport } from './make-report.ts';
import type { FromReportProcess, ToReportProcess } from './messages.ts';

/** The process that makes one report: counting, proving and drawing may take its time, and ends with it. */
const say = (message: FromReportProcess): void => void process.send?.(message);

/** Steps are told ten times a second at most. */
const leastPauseMs = 100;

async function make({ order }: ToReportProcess): Promise<void> {
  let told = 0;
  const report = await makeReport(order, (step, done, total) => {
    const now = performance.now();
    if (now - told < leastPauseMs && done < total) return;
    told = now;
    say({ kind: 'step', step, done, total });
  });
  say({ kind: 'made', report });
}

// Whoever wanted it is gone.
process.on('disconnect', () => process.exit(0));
process.once('message', (message: ToReportProcess) => {
  // The line comes first.
  setPriority(10);
  make(message)
    .catch((error: unknown) =>
      say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    .finally(() => process.disconnect());
});
