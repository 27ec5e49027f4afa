import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { keepCompiled } from './scripts/compile-cache.ts';
import { slowFiles } from './scripts/slow-files.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
keepCompiled();

/**
 * Unit tests stand beside their source; `test/medium` runs real parts (SQLite, files, engines), `test/architecture` proves
 * that the rules of the source tree bite. Tests run in processes of their own: native modules do not like worker threads
 * that come and go. Files of unit tests share one after the other, so that what they import is loaded once; they leave
 * nothing behind.
 */
export default defineConfig({
  resolve: { alias: [{ find: /^#(shared|main)\//, replacement: `${at('./src')}/$1/` }] },
  test: {
    exclude: ['**/node_modules/**', 'out/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: process.env['PASSLINE_TEST_REPORT'] === undefined ? ['default'] : ['dot', 'json', slowFiles()],
    ...(process.env['PASSLINE_TEST_REPORT'] === undefined ? {} : { outputFile: { json: process.env['PASSLINE_TEST_REPORT'] } }),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'medium', include: ['test/medium/**/*.test.ts'], globalSetup: ['test/medium/run-folder.ts'] },
      },
    ],
  },
});
