import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, runNode } from './child.ts';

const folder = join(root, 'node_modules', 'electron');
const executable =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron';
/** Lives with the installed packages: a new `npm ci` tries again. */
const failureNote = join(root, 'node_modules', '.cache', 'passline', 'electron-not-reached');
const connectTimeoutMs = 5000;

export const setUpCommand = 'npm run setup:desktop';

/** The Electron program to start: the one that `ELECTRON_OVERRIDE_DIST_PATH` names, else the installed one, else null. */
export function findElectron(): string | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const candidate = join(override === undefined || override === '' ? join(folder, 'dist') : override, executable);
  return existsSync(candidate) ? candidate : null;
}

/** Why the last try to get Electron failed, until `forgetFailure`; null if it was not tried or went well. */
export function rememberedFailure(): string | null {
  return existsSync(failureNote) ? readFileSync(failureNote, 'utf8') : null;
}

export function forgetFailure(): void {
  rmSync(failureNote, { force: true });
}

/** Gives up at once where the download cannot be reached, instead of after the minutes that a firewall lets one wait. */
async function assertReachable(): Promise<void> {
  const mirror =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/';
  await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(connectTimeoutMs) }).catch(
    (error: Error) => {
      throw new Error(
        `${new URL(mirror).host} cannot be reached (${error.cause instanceof Error ? error.cause.message : error.message})`,
      );
    },
  );
}

/**
 * Downloads Electron of the version in package.json, checks it against the sums in that package, and unpacks it there.
 * A failure is remembered and thrown. `progress` gets the share that has come, 0..1.
 */
export async function fetchElectron(progress: (share: number) => void): Promise<string> {
  try {
    await assertReachable();
    const { downloadArtifact } = await import('@electron/get');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: JSON.parse(readFileSync(join(folder, 'checksums.json'), 'utf8')) as Record<string, string>,
      downloadOptions: {
        quiet: true,
        getProgressCallback: ({ percent }: { percent: number }) => Promise.resolve(progress(percent)),
      },
    });
    // Takes the file from the cache that the download filled.
    const installed = await runNode([join(folder, 'install.js')]);
    const program = findElectron();
    if (!installed.ok || program === null) throw new Error(installed.output || 'Electron was not unpacked');
    return program;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    mkdirSync(dirname(failureNote), { recursive: true });
    writeFileSync(failureNote, reason);
    throw error;
  }
}
