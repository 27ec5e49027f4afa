import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildOutcome, root, run, runNode } from './child.ts';
import { findElectron } from './electron-runtime.ts';

/**
 * Runs electron-builder. With `ELECTRON_OVERRIDE_DIST_PATH` the app is packed around that runtime and nothing is
 * downloaded.
 */
export async function packageApp(args: readonly string[], echo: boolean): Promise<ChildOutcome> {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const program = findElectron();
  const own: string[] = [];
  if (dist !== undefined && dist !== '' && program !== null) {
    const { output } = await run(program, ['--no-sandbox', '--version']);
    const version = /^v(\d+\.\d+\.\d+\S*)$/m.exec(output)?.[1];
    if (version === undefined)
      return { ok: false, code: null, seconds: 0, output: `${program} does not say its version: ${output}` };
    own.push(`-c.electronDist=${dist}`, `-c.electronVersion=${version}`);
  }
  return runNode(['node_modules/electron-builder/cli.js', '--publish', 'never', ...args, ...own], { echo });
}

export interface Packaged extends ChildOutcome {
  /** The program to start. */
  readonly program: string;
}

/** Packs the app unpacked, as far as its tests need it, for the platform that we run on. */
export async function packageForTests(): Promise<Packaged> {
  if (findElectron() === null) throw new Error('packaging needs an Electron runtime');
  const outcome = await packageApp(['--dir'], false);
  const program = process.platform === 'win32' ? 'dist/win-unpacked/Passline.exe' : 'dist/linux-unpacked/passline';
  const path = join(root, program);
  return { ...outcome, program: path, ok: outcome.ok && existsSync(path) };
}
