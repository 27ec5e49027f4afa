/**
 * What judging and teaching cost on this machine: `npm run -s bench` prints one object of JSON. Other work on the machine slows
 * all of it: compare figures of one run, the backbone above all, which is timed in turn with everything else.
 *
 *     --large    teaches 1000 pictures too (minutes)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineFingerprint } from '../src/main/vision/index.ts';
import { timeBanks } from './bench/banks.ts';
import { timeCameras } from './bench/cameras.ts';
import { timeJudging } from './bench/judging.ts';
import { makePictures } from './bench/pictures.ts';
import { timeReference } from './bench/reference.ts';
import { timeTeaching } from './bench/teaching.ts';

const taughtCounts = [20, 50, 200, ...(process.argv.includes('--large') ? [1_000] : [])];
const say = (what: string) => process.stderr.write(`${what}\n`);

const folder = await mkdtemp(join(tmpdir(), 'passline-bench-'));
try {
  say('making pictures');
  const pictures = await makePictures(join(folder, 'good'), Math.max(...taughtCounts));
  const teaching = [];
  let modelPath = '';
  for (const count of taughtCounts) {
    say(`teaching ${count} pictures`);
    const taught = await timeTeaching(pictures.slice(0, count), join(folder, `models-${count}`));
    teaching.push(taught.figures);
    if (count === 50) modelPath = taught.modelPath;
  }
  say('judging');
  const judging = await timeJudging(modelPath);
  say('banks');
  const banks = await timeBanks();
  say('reference');
  const reference = await timeReference(folder);
  say('cameras');
  const cameras = await timeCameras(modelPath);
  const machine = { processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), engine: engineFingerprint() };
  console.log(JSON.stringify({ machine, judging, teaching, banks, reference, cameras }, null, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}
