import { once } from 'node:events';

/**
 * Writes to standard output at the pace of whoever reads it. Once nobody does (`| head`), `closed` is aborted, and further
 * writes are dropped.
 */
export interface Output {
  line(text: string): Promise<void>;
  json(value: unknown): Promise<void>;
  readonly closed: AbortSignal;
}

export function standardOutput(stream: NodeJS.WriteStream = process.stdout): Output {
  const closed = new AbortController();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EOF') throw error;
    closed.abort();
  });
  const write = async (text: string): Promise<void> => {
    if (closed.signal.aborted || stream.write(text)) return;
    await once(stream, 'drain', { signal: closed.signal }).catch(() => undefined);
  };
  return {
    line: (text) => write(`${text}\n`),
    json: (value) => write(`${JSON.stringify(value)}\n`),
    closed: closed.signal,
  };
}

/** A sentence for the person, beside the results. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
