import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Profile } from '../../src/shared/domain/profile.ts';
import { rounded } from './figures.ts';

export interface TeachingFigures {
  readonly profile: Profile;
  readonly pictures: number;
  readonly seconds: number;
  /** Highest resident memory of the whole process, which does nothing else. */
  readonly peak_mib: number;
  readonly seconds_per_picture: number;
}
/** To the process that teaches. */
export interface Teaching {
  readonly good: readonly string[];
  readonly outFolder: string;
  readonly profile: Profile;
}
/** From it. */
export interface Taught {
  readonly seconds: number;
  readonly peakKib: number;
  readonly modelPath: string;
}

/** Teaches in a process of its own: memory that one teaching left behind must not be counted for the next. */
export async function timeTeaching(
  good: readonly string[],
  outFolder: string,
  profile: Profile = 'fast',
): Promise<{ figures: TeachingFigures; modelPath: string }> {
  const child = fork(fileURLToPath(new URL('teach-once.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send({ good, outFolder, profile } satisfies Teaching);
  const [answer] = await Promise.race([
    once(child, 'message') as Promise<[Taught]>,
    once(child, 'exit').then(([code]) => {
      throw new Error(`teaching ended with ${code}`);
    }),
  ]);
  const { seconds, peakKib, modelPath } = answer;
  const figures = {
    profile,
    pictures: good.length,
    seconds: rounded(seconds),
    peak_mib: Math.round(peakKib / 1_024),
    seconds_per_picture: rounded(seconds / good.length),
  };
  return { figures, modelPath };
}
