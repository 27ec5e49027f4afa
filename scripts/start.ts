/**
 * `npm start`: builds what is stale, then starts Passline: in the desktop window where an Electron runtime and a display
 * are at hand, else the same station on loopback, with its address printed.
 *   --headless       no window, also where one would be possible
 *   --data DIR       where this station keeps its records
 *   --port N         loopback port (headless; default: any free one)
 *   --no-demo        without the demo line
 */
import { spawn } from 'node:child_process';
import { enableCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root, runNode } from './child.ts';
import { findElectron } from './electron-runtime.ts';

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    data: { type: 'string' },
    port: { type: 'string' },
    demo: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const stationArguments = [
  ...(values.data === undefined ? [] : ['--data', values.data]),
  ...(values.port === undefined ? [] : ['--port', values.port]),
  ...(values.demo ? [] : ['--no-demo']),
];

const build = await runNode(['scripts/build.ts', '--if-stale'], { echo: true });
if (!build.ok) process.exit(1);

const electron = values.headless || !hasDisplay() ? null : await electronOrNull();
if (electron === null) await serve();
else openWindow(electron);

/** A window needs somewhere to be drawn. */
function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
}

/** The runtime at hand, or one try to get it; a try that failed is not repeated until `npm run setup:desktop`. */
async function electronOrNull(): Promise<string | null> {
  const installed = findElectron();
  if (installed !== null) return installed;
  const child = spawn(process.execPath, ['scripts/setup-desktop.ts', '--once'], { cwd: root, stdio: 'inherit' });
  await new Promise((resolve) => child.once('close', resolve));
  return findElectron();
}

/** Runs the station in this process: one process less to start, and signals reach it without being passed on. */
async function serve(): Promise<void> {
  const program = `${root}out/station/passline.js`;
  process.argv = [process.execPath, program, 'serve', ...stationArguments];
  // what was compiled once need not be compiled at the next start: a third of a second on a small machine
  enableCompileCache(`${root}node_modules/.cache/passline/compiled`);
  await import(pathToFileURL(program).href);
}

function openWindow(program: string): void {
  // Chromium refuses its sandbox to root (containers, CI): for that user only it is switched off
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const window = spawn(program, [...asRoot, `${root}out/desktop/main.cjs`, ...stationArguments], { cwd: root, stdio: 'inherit' });
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // a terminal and npm may both send it: once is enough, the window takes the station down with it
      if (!asked) window.kill(signal);
      asked = true;
    });
  }
  window.once('error', (error) => {
    process.stderr.write(`The desktop window could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  window.once('close', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
  });
}
