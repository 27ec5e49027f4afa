import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const alias = [{ find: /^#(shared|main)\//, replacement: `${at('./src')}/$1/` }];

/**
 * Shell and preload are one CommonJS file each, for the Node of Electron 25 and newer (a sandboxed preload cannot load a
 * second file); the page is for Chromium 114 and newer. None of them needs `node_modules` beside it.
 */
export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      target: 'node18',
      outDir: at('./out/desktop'),
      emptyOutDir: true,
      externalizeDeps: false,
      sourcemap: true,
      minify: false,
      rollupOptions: {
        input: at('./src/main/desktop/main.ts'),
        output: { format: 'cjs', entryFileNames: 'main.cjs', codeSplitting: false },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node18',
      outDir: at('./out/preload'),
      emptyOutDir: true,
      externalizeDeps: false,
      minify: false,
      rollupOptions: {
        input: at('./src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('./src/renderer'),
    resolve: { alias },
    plugins: [react()],
    build: {
      target: 'chrome114',
      outDir: at('./out/renderer'),
      emptyOutDir: true,
      sourcemap: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      rollupOptions: { input: at('./src/renderer/index.html') },
    },
  },
});
