import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { rounded } from './figures.ts';

/** One camera: a thread with a model of its own, as an engine has. */
export interface CameraWork {
  readonly modelPath: string;
  readonly seed: number;
  readonly durationMs: number;
}

export interface CameraFigures {
  readonly cameras: number;
  /** Judged a second, all cameras together; 1280×960, decoded. */
  readonly parts_per_s: number;
  readonly parts_per_s_each: readonly number[];
}

const durationMs = 10_000;

/** How many parts a second are judged without a pause, by one camera and by two at the same time. */
export async function timeCameras(modelPath: string): Promise<CameraFigures[]> {
  const timed: CameraFigures[] = [];
  for (const cameras of [1, 2]) {
    const workers = Array.from({ length: cameras }, (_, k) => {
      const workerData: CameraWork = { modelPath, seed: k, durationMs };
      return new Worker(new URL('camera.ts', import.meta.url), { workerData });
    });
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const ended = workers.map((worker) => once(worker, 'exit'));
    const answers = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.postMessage('go');
    const counts = (await Promise.all(answers)).map(([judged]) => Number(judged));
    await Promise.all(ended);
    const each = counts.map((judged) => rounded((judged * 1_000) / durationMs));
    timed.push({ cameras, parts_per_s: rounded(each.reduce((sum, one) => sum + one, 0)), parts_per_s_each: each });
  }
  return timed;
}
