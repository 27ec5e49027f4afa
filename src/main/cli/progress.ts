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
    format: '{step} {bar} {percentage}%  {value}/{total}  {eta_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    stream,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  let current: string | null = null;
  return {
    show(step, done, total) {
      if (step !== current) {
        if (current !== null) bar.stop();
        bar.start(Math.max(1, total), done, { step: step.padEnd(22) });
        current = step;
      }
      bar.setTotal(Math.max(1, total));
      bar.update(done);
    },
    stop() {
      if (current !== null) bar.stop();
      current = null;
    },
  };
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
