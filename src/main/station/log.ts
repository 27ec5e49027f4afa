import { createWriteStream, existsSync, renameSync, rmSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino, { type Logger, type Level } from 'pino';

export interface StationLogOptions {
  /** Folder of the log files; null: only to stderr. */
  readonly folder: string | null;
  readonly level?: Level;
  /** What people who started the station in a terminal see: `warn` and worse unless told otherwise; null: nothing. */
  readonly terminalLevel?: Level | null;
  readonly limitBytes?: number;
  readonly keptFiles?: number;
}

/** The station's log: JSON lines in `station.log`, short lines for people on stderr. Secrets are never written. */
export function createStationLog(options: StationLogOptions): Logger {
  const { folder, level = 'info', terminalLevel = 'warn' } = options;
  const streams: pino.StreamEntry[] = [];
  if (folder !== null) {
    const file = join(folder, 'station.log');
    streams.push({ level, stream: rotatingFile(file, options.limitBytes ?? 5 * 1024 * 1024, options.keptFiles ?? 4) });
  }
  if (terminalLevel !== null) streams.push({ level: terminalLevel, stream: terminal() });
  const redact = { paths: ['secret', '*.secret', 'token', '*.token', 'key', '*.key'], censor: '…' };
  return pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, redact }, pino.multistream(streams));
}

/** Appends to a file; past its limit it becomes `.1`, the older ones move on, the oldest goes. Total: (kept + 1) × limit. */
function rotatingFile(path: string, limitBytes: number, kept: number): Writable {
  let stream = openAppending(path);
  let bytes = existsSync(path) ? statSync(path).size : 0;
  const rotate = () => {
    stream.end();
    rmSync(`${path}.${kept}`, { force: true });
    for (let n = kept - 1; n >= 1; n -= 1) if (existsSync(`${path}.${n}`)) renameSync(`${path}.${n}`, `${path}.${n + 1}`);
    renameSync(path, `${path}.1`);
    stream = openAppending(path);
    bytes = 0;
  };
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      try {
        if (bytes > limitBytes) rotate();
      } catch {
        bytes = 0; // cannot rotate (disk, permissions): go on in the file that is open
      }
      bytes += Buffer.byteLength(chunk);
      stream.write(chunk, () => done());
    },
    final(done) {
      stream.end(done);
    },
  });
}

function openAppending(path: string): WriteStream {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // a full disk must not end the station through its own log
  stream.on('error', () => undefined);
  return stream;
}

const levelNames: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warning',
  50: 'error',
  60: 'fatal',
};

function terminal(): Writable {
  process.stderr.on('error', () => undefined);
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const entry = JSON.parse(String(chunk)) as { level: number; msg?: string; err?: { message?: string }; reference?: string };
      const reason = entry.err?.message ? `: ${entry.err.message}` : '';
      const reference = entry.reference ? ` (${entry.reference})` : '';
      process.stderr.write(`passline ${levelNames[entry.level] ?? ''}: ${entry.msg ?? ''}${reason}${reference}\n`, () => done());
    },
  });
}
