import { parentPort, workerData } from 'node:worker_threads';
import type { Exposure, FromSimulator, SimulatorSetup } from './messages.ts';
import { planPart } from './plan.ts';
import { expose, renderClean } from './render.ts';
import { buildScene } from './scene.ts';

/** Draws parts away from the engine's main thread. A part that stays in view is drawn once; each exposure adds its own noise. */
const setup = workerData as SimulatorSetup;
const scene = buildScene(setup.width, setup.height);
let drawn = -1;

function answer(message: FromSimulator, handedOver: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, handedOver);
}

parentPort?.on('message', ({ id, partIndex }: Exposure) => {
  const capturedAtUtc = new Date().toISOString();
  if (drawn !== partIndex) {
    renderClean(scene, planPart(setup.seed, partIndex, setup.defectRate));
    drawn = partIndex;
  }
  const pixels = expose(scene, setup.seed * 7_919 + id).buffer;
  answer({ kind: 'picture', id, pixels, receivedMonoNs: process.hrtime.bigint(), capturedAtUtc }, [pixels]);
});
answer({ kind: 'ready' });
