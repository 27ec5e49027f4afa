import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A station of a test's own, on loopback, as `passline serve` runs it. */
export interface TestStation {
  readonly data: string;
  readonly origin: string;
  /** The address that the station prints: it lets a browser in. */
  readonly entrance: string;
  /** Ends it without warning. */
  kill(): Promise<void>;
  /** Starts it again on the same data and the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: URL;
}

function start(data: string, port: number, options: readonly string[]): Promise<Running> {
  const child = spawn(
    process.execPath,
    [join(root, 'out/station/passline.js'), 'serve', '--data', data, '--port', String(port), '--json', ...options],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return new Promise((resolve, reject) => {
    let printed = '';
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const line = printed.split('\n').find((text) => text.startsWith('{'));
      if (line !== undefined && printed.includes('\n'))
        resolve({ child, url: new URL((JSON.parse(line) as { url: string }).url) });
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The station ended with exit code ${code}: ${complaint}`)));
  });
}

const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
    return undefined;
  });

/** `options`: further ones of `passline serve`. */
export async function startStation(data: string, options: readonly string[] = []): Promise<TestStation> {
  let running = await start(data, 0, options);
  const { url } = running;
  return {
    data,
    origin: url.origin,
    entrance: url.href,
    kill: () => end(running.child, 'SIGKILL'),
    async restart() {
      running = await start(data, Number(url.port), options);
    },
    stop: () => end(running.child, 'SIGTERM'),
  };
}

/** Process id of the station on a data folder, as it wrote it down. */
export function stationPid(data: string): number {
  return (JSON.parse(readFileSync(join(data, 'station.json'), 'utf8')) as { pid: number }).pid;
}
