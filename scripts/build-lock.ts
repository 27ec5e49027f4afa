import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './child.ts';

const file = join(root, 'out', '.building');

/** Waits until no other build of this checkout runs: two at once would delete each other's output. */
export async function lockBuild(): Promise<void> {
  mkdirSync(join(root, 'out'), { recursive: true });
  for (let said = false; !take(); said = true) {
    if (!said) console.log('Another build runs; waiting for it.');
    await pause(200);
  }
  process.once('exit', () => rmSync(file, { force: true }));
}

function take(): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    // A build that was killed leaves its file behind.
    if (!holderRuns()) rmSync(file, { force: true });
    return false;
  }
}

function holderRuns(): boolean {
  if (!existsSync(file)) return false;
  try {
    return process.kill(Number(readFileSync(file, 'utf8')) || process.pid, 0);
  } catch {
    return false;
  }
}
