import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import sharp from 'sharp';
import { pixelLibrary } from './pixels/opencv.ts';
import { runtimeVersion, sessionOptions } from './session.ts';

let known: string | null = null;

/**
 * Everything that the last bits of a score depend on: runtime and codec versions, threads, processor and its instruction
 * sets. The same fingerprint gives exactly the same scores; another one the same within 1e-4.
 */
export function engineFingerprint(): string {
  known ??= [
    `onnxruntime ${runtimeVersion}`,
    `threads ${sessionOptions.intraOpNumThreads}`,
    pixelLibrary,
    `sharp ${sharp.versions.sharp ?? 'unknown'}`,
    `libvips ${sharp.versions.vips}`,
    `node ${process.versions.node}`,
    `${platform()}-${arch()}`,
    `${cpus()[0]?.model.trim() ?? 'unknown processor'} (${instructionSets()})`,
  ].join('; ');
  return known;
}

/** A short hash of the processor's flags where the system tells them: one model name can come with different features. */
function instructionSets(): string {
  try {
    const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    if (flags === undefined) return 'features unknown';
    return createHash('sha256').update(flags.split(/\s+/).sort().join(' ')).digest('hex').slice(0, 8);
  } catch {
    return 'features unknown';
  }
}
