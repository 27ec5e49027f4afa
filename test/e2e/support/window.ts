import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Status } from '#shared/contract/status.ts';

/** A window on a station, whatever kind of window it is: what a specification may do with it. */
export interface StationWindow {
  readonly page: Page;
  /** Data folder of the station behind it. */
  readonly data: string;
  /** What the station says of itself, asked through the window. */
  status(): Promise<Status>;
  resize(width: number, height: number): Promise<void>;
  killLineEngine(): Promise<void>;
  /** Ends the station without warning. */
  killStation(): Promise<void>;
  /** Starts it again, where nobody else does. */
  reviveStation(): Promise<void>;
  /** Ends the page's process without warning. */
  crashPage(): Promise<void>;
  /** A page on the same station after `crashPage`: the old one may be gone for good. */
  pageAfterCrash(): Promise<Page>;
  /** Content of the file that an action in the page saves. */
  download(act: () => Promise<void>): Promise<string>;
  close(): Promise<void>;
}

export interface VisitOptions {
  /** The tour begins by itself, as for a person who sees the station for the first time; else it is as if it had been left. */
  readonly firstVisit?: boolean;
  /** The window has a touch screen. */
  readonly touch?: boolean;
  /** Further ones of `passline serve`; only a browser's station is started by the test. */
  readonly serveOptions?: readonly string[];
}

/** Runs in the page. */
export function leaveTour(): void {
  try {
    window.localStorage.setItem('passline.tour', 'seen');
  } catch {
    // A page of the browser itself keeps nothing.
  }
}

/** Rejects while the station does not answer. */
export const statusThrough = (page: () => Page) => (): Promise<Status> =>
  page().evaluate(async () => {
    const answer = await fetch('/api/v1/status');
    if (!answer.ok) throw new Error(`status: ${answer.status}`);
    return (await answer.json()) as never;
  });

export async function killLineEngineOf(status: () => Promise<Status>): Promise<void> {
  const { pid } = (await status()).engines.line;
  if (pid === null) throw new Error('no line engine runs');
  process.kill(pid, 'SIGKILL');
}

export interface Scratch {
  readonly path: string;
  remove(): void;
}

export function scratchFolder(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'passline-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}

export const readText = (path: string): Promise<string> => readFile(path, 'utf8');
