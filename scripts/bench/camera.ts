/** Judges parts one after the other for the time it is told; answers when ready, and with how many they were. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { loadModel } from '../../src/main/vision/index.ts';
import type { Image } from '../../src/main/vision/types.ts';
import type { CameraWork } from './cameras.ts';
import { partsOf } from './pictures.ts';

const { modelPath, seed, durationMs } = workerData as CameraWork;
const model = await loadModel(modelPath);
const images = partsOf(1_280, 960, 4);
const judge = (k: number) => model.measure(images[k % images.length] as Image, { threshold: 0.5, minDefectAreaPx: 0 });
await judge(seed);
parentPort?.postMessage('ready');
if (parentPort) await once(parentPort, 'message');
const begun = performance.now();
let judged = 0;
while (performance.now() - begun < durationMs) await judge(seed + judged++);
await model.close();
parentPort?.postMessage(judged);
parentPort?.close();
