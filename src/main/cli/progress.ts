import { SingleBar } from 'cli-progress';

export interface Progress {
  /** `step` in words; a new step begins a new bar or line. */
  show(step: string, done: number, total: number): void;
  stop(): void;
}

/** A bar on a terminal, a line for each step where standard error goes into a file or a log. */
export function progressOn(stream: NodeJS.WriteStream, { quiet }: { readonly quiet: boolean }): Progress {
  if (stream.isTTY) return bars(stream);
  return quiet ? { show: () => undefined, stop: () => undefined } : lines(stream);
}

function bars(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({
    format: '{step} {bar} {percentage}%  {value}/{total}  {left}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    stream,
    hideCursor: true,
    clearOnComplete: true,
  });
  // Kept here, not in the bar: it is taken away for every line that is printed, and comes back below it.
  const begun = new Map<string, { readonly atMs: number; readonly done: number }>();
  let current: string | null = null;
  return {
    show(step, done, total) {
      const start = begun.get(step) ?? { atMs: performance.now(), done };
      begun.set(step, start);
      const payload = { step: step.padEnd(22), left: timeLeft(start, done, total) };
      if (step !== current) {
        if (current !== null) bar.stop();
        bar.start(Math.max(1, total), done, payload);
        current = step;
        return;
      }
      bar.setTotal(Math.max(1, total));
      bar.update(done, payload);
    },
    stop() {
      if (current !== null) bar.stop();
      current = null;
    },
  };
}

/** From the pace since the step began; nothing before there is a pace. */
function timeLeft(start: { readonly atMs: number; readonly done: number }, done: number, total: number): string {
  if (done <= start.done || done >= total) return '';
  const seconds = ((performance.now() - start.atMs) / 1000 / (done - start.done)) * (total - done);
  return seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function lines(stream: NodeJS.WriteStream): Progress {
  const begun = new Set<string>();
  return {
    show(step, _done, total) {
      if (begun.has(step)) return;
      begun.add(step);
      stream.write(`${step}${total > 1 ? ` (${total})` : ''} …\n`);
    },
    stop: () => undefined,
  };
}
