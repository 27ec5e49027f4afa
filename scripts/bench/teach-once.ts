/** Teaches the pictures that its parent names and says what that took. */
import { once } from 'node:events';
import { teachModel } from '../../src/main/vision/index.ts';
import type { Taught, Teaching } from './teaching.ts';

const [{ good, outFolder, profile }] = (await once(process, 'message')) as [Teaching];
const request = { name: 'bench', good, bad: [], falseRejectRate: 0.05, seed: 1, profile };
const { card, modelPath } = await teachModel(request, outFolder);
const taught: Taught = { seconds: card.teaching.seconds, peakKib: process.resourceUsage().maxRSS, modelPath };
process.send?.(taught, () => process.disconnect());
