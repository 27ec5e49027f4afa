import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { keepCompiled } from './scripts/compile-cache.ts';
import { slowFiles } from './scripts/slow-files.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
keepCompiled();

/**
 * Unit tests stand beside their source; `test/medium` runs real parts (SQLite, files, engines), `test/architecture` proves
 * that the rules of the source tree bite. Tests run in processes of their own: native modules do not like worker threads
 * that come and go.
 */
export default defineConfig({
  resolve: { alias: [{ find: /^#(shared|main)\//, replacement: `${at('./src')}/$1/` }] },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'test/medium/**/*.test.ts', 'test/architecture/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'out/**'],
    globalSetup: ['test/medium/run-folder.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: process.env['PASSLINE_TEST_REPORT'] === undefined ? ['default'] : ['dot', 'json', slowFiles()],
    ...(process.env['PASSLINE_TEST_REPORT'] === undefined ? {} : { outputFile: { json: process.env['PASSLINE_TEST_REPORT'] } }),
  },
});
