import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type ChildOutcome, root, run, runNode } from './child.ts';
import { findElectron, setUpCommand } from './electron-runtime.ts';

/** How many tests of a part did what. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Count = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** A program on the PATH, or null. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of names) for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  return null;
}

/** What the end-to-end tests need and this machine lacks, each with the command that brings it. */
export function missingFor(project: 'browser' | 'desktop' | 'packaged'): readonly string[] {
  const missing: string[] = [];
  if (project === 'browser') {
    if (findProgram('chromium', 'chromium-browser', 'google-chrome') === null)
      missing.push('Chromium (apt-get install chromium)');
    return missing;
  }
  if (findElectron() === null) missing.push(`Electron (${setUpCommand})`);
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined && findProgram('xvfb-run') === null) {
    missing.push('a display (apt-get install xvfb xauth)');
  }
  return missing;
}

interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
  readonly errors: readonly unknown[];
}

/** Runs a test runner that writes a JSON report, and counts by `read`; a run that breaks off counts as one failure at least. */
async function counted<Report>(
  start: (report: string) => Promise<ChildOutcome>,
  read: (report: Report) => Count,
): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'passline-report-'));
  try {
    const file = join(folder, 'report.json');
    const outcome = await start(file);
    const count = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8')) as Report) : none;
    const empty = count.passed + count.failed + count.skipped === 0;
    return (!outcome.ok || empty) && count.failed === 0 ? { ...count, failed: 1 } : count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function runVitest(): Promise<Count> {
  return counted<VitestReport>(
    (report) => runNode(['node_modules/vitest/vitest.mjs', 'run'], { echo: true, env: { PASSLINE_TEST_REPORT: report } }),
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  );
}

const playwright = join(root, 'node_modules/@playwright/test/cli.js');

/** Runs one project of the end-to-end tests, under a display of its own where there is none. */
export function runPlaywright(
  project: 'browser' | 'desktop' | 'packaged',
  env: Readonly<Record<string, string>>,
): Promise<Count> {
  const command = [process.execPath, playwright, 'test', `--project=${project}`];
  const underDisplay = project !== 'browser' && process.platform === 'linux' && process.env['DISPLAY'] === undefined;
  const [program, ...args] = underDisplay ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24', ...command] : command;
  return counted<PlaywrightReport>(
    (report) => run(program as string, args, { echo: true, env: { ...env, PASSLINE_TEST_REPORT: report } }),
    ({ stats, errors }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: stats.skipped,
    }),
  );
}

/** How many tests a project has, without running one. */
export function listPlaywright(project: string): Promise<number> {
  return counted<PlaywrightReport & { readonly suites: readonly Suite[] }>(
    (report) => runNode([playwright, 'test', '--list', `--project=${project}`], { env: { PASSLINE_TEST_REPORT: report } }),
    ({ suites }) => ({ ...none, skipped: suites.reduce((sum, suite) => sum + specsOf(suite), 0) }),
  ).then(({ skipped }) => skipped);
}

interface Suite {
  readonly specs?: readonly unknown[];
  readonly suites?: readonly Suite[];
}
function specsOf(suite: Suite): number {
  return (suite.specs?.length ?? 0) + (suite.suites ?? []).reduce((sum, inner) => sum + specsOf(inner), 0);
}
