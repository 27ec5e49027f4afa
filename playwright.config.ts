import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { keepCompiled } from './scripts/compile-cache.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
keepCompiled();

/**
 * The same specifications in three windows: Debian's Chromium, the shell under a real Electron, the packaged app.
 * Each test has a station of its own; figures that depend on time are polled, never slept for.
 */
export default defineConfig({
  testDir: at('test/e2e'),
  outputDir: at('test-results/e2e'),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: Math.min(2, availableParallelism()),
  retries: 0,
  use: { actionTimeout: 20_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter:
    process.env['PASSLINE_TEST_REPORT'] === undefined
      ? 'list'
      : [['list'], ['json', { outputFile: process.env['PASSLINE_TEST_REPORT'] }]],
  projects: [
    { name: 'browser', testIgnore: /desktop\.spec/ },
    // The window shows the same page: what only the page does is tested once, in the browser (axe opens
    // tabs of its own, and a destroyed station must stay away, which the shell would start again).
    { name: 'desktop', testIgnore: /(accessibility|help|products|reports|review|settings|teach|teach-hands)\.spec/ },
    { name: 'packaged', grep: /@packaged/ },
    { name: 'endurance', testMatch: /endurance\.bench/ },
  ],
});
