import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { answers, socketOf, type StationAddress } from './station-address.ts';

export interface StationKeeper {
  /** Where the station answers, or null while there is none. */
  readonly address: () => StationAddress | null;
  /** What kept the last try from working, in one line; null while all is well. */
  readonly problem: () => string | null;
  /** True when the station that runs was started here: it is stopped with us. */
  readonly owns: () => boolean;
  /** Stops watching, and stops the station if it was started here: asked first, killed after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

export interface KeeperOptions {
  readonly data: string;
  readonly node: string;
  readonly program: string;
  readonly serveArguments: readonly string[];
  /** Lets it print to our own output: its address holds the key, which must not end up in a log of the desktop session. */
  readonly prints: boolean;
}

const watchEveryMs = 1000;
const firstPauseMs = 250;
const longestPauseMs = 15_000;
/** A station that held out this long was well: the next fault starts with the short pause again. */
const wellAfterMs = 30_000;

/**
 * Sees to it that a station runs on a data folder. One that runs already is used and left alone; otherwise one is started,
 * and started again whenever it ends, with growing pauses.
 */
export function keepStation({ data, node, program, serveArguments, prints }: KeeperOptions): StationKeeper {
  let child: ChildProcess | null = null;
  let address: StationAddress | null = null;
  let problem: string | null = null;
  let pauseMs = firstPauseMs;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  const later = (ms: number): void => {
    if (!stopped) timer = setTimeout(() => void look(), ms);
  };

  /** One look: is somebody there, and if not, is it our turn to start one? */
  async function look(): Promise<void> {
    const path = socketOf(data);
    const alive = path !== null && (await answers(path));
    if (stopped) return;
    if (alive) {
      address = { kind: 'socket', path };
      problem = null;
    } else {
      address = null;
      if (child === null) start();
    }
    later(alive ? watchEveryMs : 100);
  }

  function start(): void {
    const startedAtMs = Date.now();
    const started = spawn(node, [program, 'serve', '--data', data, ...serveArguments], {
      stdio: ['ignore', prints ? 'inherit' : 'ignore', 'inherit'],
      windowsHide: true,
    });
    child = started;
    started.once('error', (error) => ended(error.message));
    started.once('exit', (code, signal) => ended(`The station ended (${signal ?? `exit code ${code}`}).`));
    function ended(reason: string): void {
      if (child !== started) return;
      address = null;
      if (stopped) {
        child = null;
        return;
      }
      problem = reason;
      if (Date.now() - startedAtMs > wellAfterMs) pauseMs = firstPauseMs;
      // `child` stays set during the pause, so that `look` only looks.
      setTimeout(() => {
        if (child === started) child = null;
      }, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }

  void look();
  return {
    address: () => address,
    problem: () => problem,
    owns: () => child !== null && child.exitCode === null && child.signalCode === null,
    async stop(graceMs = 5000) {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      const running = child;
      if (running === null || running.exitCode !== null || running.signalCode !== null) return;
      await new Promise<void>((resolve) => {
        const last = setTimeout(() => running.kill('SIGKILL'), graceMs);
        running.once('exit', () => {
          clearTimeout(last);
          resolve();
        });
        running.kill('SIGTERM');
      });
    },
  };
}

/** A station that somebody else looks after. */
export function attachedStation(address: StationAddress): StationKeeper {
  return { address: () => address, problem: () => null, owns: () => false, stop: () => Promise.resolve() };
}

/** Our Node: beside the installed app, or in `node_modules` while developing. Fails with a sentence that says what to do. */
export function findNode(resources: string, root: string): string {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const places = [join(resources, 'node', name), join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', name)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`Node was found neither at ${places.join(' nor at ')}; run "npm ci"`);
  return found;
}
