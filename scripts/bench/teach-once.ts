/** Teaches the pictures that its parent names and says what that took. */
import { once } from 'node:events';
import { teachModel } from '../../src/main/vision/index.ts';
import type { Taught } from './teaching.ts';

const [{ good, outFolder }] = (await once(process, 'message')) as [{ good: readonly string[]; outFolder: string }];
const { card, modelPath } = await teachModel({ name: 'bench', good, bad: [], falseRejectRate: 0.05, seed: 1 }, outFolder);
const taught: Taught = { seconds: card.teaching.seconds, peakKib: process.resourceUsage().maxRSS, modelPath };
process.send?.(taught, () => process.disconnect());
