import { fileURLToPath } from 'node:url';

/**
 * Where the entry of a child process or worker lies. From source (tests, scripts: Node runs TypeScript as it is) it is the
 * `.ts` file of that name; in the build every entry stands beside the others in `out/station/`.
 */
const entries = {
  engine: { source: './engine/entry.ts', built: './engine.js' },
  judge: { source: './engine/judge-worker.ts', built: './judge.js' },
  records: { source: './records/worker.ts', built: './records.js' },
  simulator: { source: './cameras/simulated/worker.ts', built: './simulator.js' },
  report: { source: './reports/entry.ts', built: './report.js' },
  backup: { source: './backup/entry.ts', built: './backup.js' },
  cli: { source: './cli/passline.ts', built: './passline.js' },
} as const;

const fromSource = import.meta.url.endsWith('.ts');

export function entryPath(name: keyof typeof entries): string {
  return fileURLToPath(new URL(fromSource ? entries[name].source : entries[name].built, import.meta.url));
}

/** A file made by `npm run build` (backbone, demo package) or shipped with it: `out/assets/NAME`. */
export function assetPath(name: string): string {
  return fileURLToPath(new URL(`${fromSource ? '../../out/assets' : '../assets'}/${name}`, import.meta.url));
}

/** The built page: `out/renderer`. */
export function rendererPath(): string {
  return fileURLToPath(new URL(fromSource ? '../../out/renderer' : '../renderer', import.meta.url));
}
