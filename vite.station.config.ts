import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The station, its engines and its records thread: ES modules for our Node 24, dependencies left in `node_modules`
 * (several hold native code). Entries and their shared chunks lie flat in `out/station`, because `src/main/paths.ts`
 * finds everything else relative to the file that it was bundled into.
 */
export default defineConfig({
  root: at('.'),
  logLevel: 'warn',
  publicDir: false,
  resolve: { alias: [{ find: /^#(shared|main)\//, replacement: `${at('./src')}/$1/` }] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: at('./out/station'),
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        passline: at('./src/main/cli/passline.ts'),
        engine: at('./src/main/engine/entry.ts'),
        judge: at('./src/main/engine/judge-worker.ts'),
        records: at('./src/main/records/worker.ts'),
        report: at('./src/main/reports/entry.ts'),
        backup: at('./src/main/backup/entry.ts'),
        simulator: at('./src/main/cameras/simulated/worker.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js' },
    },
  },
});
