import { createHash, type Hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildStep } from './build-steps.ts';

const isTest = (name: string): boolean => /\.test\.tsx?$/.test(name);

/** Content decides, not time stamps: a fresh checkout or a switched branch touches every file. */
function addToHash(hash: Hash, root: string, path: string): void {
  const full = join(root, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat === undefined) {
    hash.update(`${path}\0absent\0`);
  } else if (stat.isDirectory()) {
    for (const name of readdirSync(full).sort()) if (!isTest(name)) addToHash(hash, root, `${path}/${name}`);
  } else {
    hash.update(`${path}\0${stat.size}\0`).update(readFileSync(full));
  }
}

/** SHA-256 over the command and the content of all inputs of a step; tests do not count. */
export function inputHash(root: string, step: BuildStep): string {
  const hash = createHash('sha256').update(JSON.stringify([process.version, step.command]));
  for (const input of step.inputs) addToHash(hash, root, input);
  return hash.digest('hex');
}

const stampPath = (root: string, step: BuildStep): string => join(root, 'out', '.stamps', step.name);

/** True when the outputs exist and were made from the inputs as they are now. */
export function isFresh(root: string, step: BuildStep): boolean {
  if (!step.outputs.every((output) => existsSync(join(root, output)))) return false;
  const stamp = stampPath(root, step);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === inputHash(root, step);
}

export function writeStamp(root: string, step: BuildStep, hash: string): void {
  mkdirSync(dirname(stampPath(root, step)), { recursive: true });
  writeFileSync(stampPath(root, step), hash);
}
