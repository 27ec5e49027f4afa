/**
 * What judging and teaching cost on this machine: `npm run -s bench` prints one object of JSON. Other work on the machine slows
 * all of it: compare figures of one run, the backbone above all, which is timed in turn with everything else.
 *
 *     --large    teaches 1000 pictures too (minutes)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { profileSchema } from '../src/shared/domain/profile.ts';
import { engineFingerprint } from '../src/main/vision/index.ts';
import { timeBanks } from './bench/banks.ts';
import { timeCameras } from './bench/cameras.ts';
import { type ProfileModel, timeJudging } from './bench/judging.ts';
import { timeOutputs } from './bench/outputs.ts';
import { makePictures } from './bench/pictures.ts';
import { timeReference } from './bench/reference.ts';
import { timeTeaching } from './bench/teaching.ts';
import { teachUpright } from './bench/upright.ts';

const taughtCounts = [20, 50, 200, ...(process.argv.includes('--large') ? [1_000] : [])];
const say = (what: string) => process.stderr.write(`${what}\n`);

const folder = await mkdtemp(join(tmpdir(), 'passline-bench-'));
try {
  say('making pictures');
  const pictures = await makePictures(join(folder, 'good'), Math.max(...taughtCounts));
  const teaching = [];
  const models: ProfileModel[] = [];
  for (const profile of profileSchema.options) {
    for (const count of taughtCounts) {
      say(`teaching ${count} pictures, ${profile}`);
      const taught = await timeTeaching(pictures.slice(0, count), join(folder, `${profile}-${count}`), profile);
      teaching.push(taught.figures);
      if (count === 50) models.push({ profile, modelPath: taught.modelPath });
    }
  }
  say('teaching to bring parts upright');
  models.push({ profile: 'fast', modelPath: await teachUpright(pictures.slice(0, 20), join(folder, 'upright')) });
  say('judging');
  const judging = await timeJudging(models);
  say('outputs');
  const outputs = await timeOutputs();
  say('banks');
  const banks = await timeBanks();
  say('reference');
  const reference = await timeReference(folder);
  say('cameras');
  const cameras = await timeCameras(models[0]?.modelPath ?? '');
  const machine = { processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), engine: engineFingerprint() };
  console.log(JSON.stringify({ machine, judging, outputs, teaching, banks, reference, cameras }, null, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}
