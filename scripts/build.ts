/**
 * `npm run build`: everything that `out/` holds, each step only when its inputs changed.
 *   --if-stale   say nothing when there is nothing to do (npm start)
 *   --force      run every step
 *   --only NAME  one step (and none of those it comes after)
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { lockBuild } from './build-lock.ts';
import { inputHash, isFresh, writeStamp } from './build-stamp.ts';
import { type BuildStep, buildSteps } from './build-steps.ts';
import { root, runNode } from './child.ts';

interface Outcome {
  readonly step: BuildStep;
  readonly result: 'fresh' | 'built' | 'failed' | 'not run';
  readonly seconds: number;
  readonly output: string;
}

/** Runs one step and keeps what it prints: steps run side by side, and mixed lines help nobody. */
async function execute(step: BuildStep): Promise<Outcome> {
  const hash = inputHash(root, step);
  const { ok, seconds, output } = await runNode(step.command);
  const missing = step.outputs.filter((path) => !existsSync(`${root}${path}`));
  if (ok && missing.length === 0) {
    writeStamp(root, step, hash);
    return { step, result: 'built', seconds, output };
  }
  const problem = ok ? `did not make ${missing.join(', ')}` : 'failed';
  return { step, result: 'failed', seconds, output: `${output}\n${step.command.join(' ')} ${problem}` };
}

function report({ step, result, seconds, output }: Outcome): void {
  const mark = { fresh: '·', built: '✓', failed: '✕', 'not run': '–' }[result];
  const time = result === 'built' || result === 'failed' ? `  ${seconds.toFixed(1)} s` : '';
  console.log(`${mark} ${step.name.padEnd(10)} ${result}${time}`);
  if (result === 'failed') console.log(`\n${output.replaceAll(/^/gm, '    ')}\n`);
}

async function build(steps: readonly BuildStep[], force: boolean): Promise<readonly Outcome[]> {
  const running = new Map<string, Promise<Outcome>>();
  for (const step of steps) {
    const before = step.after.flatMap((name) => running.get(name) ?? []);
    const outcome = Promise.all(before).then((done): Promise<Outcome> | Outcome => {
      if (done.some(({ result }) => result === 'failed' || result === 'not run'))
        return { step, result: 'not run', seconds: 0, output: '' };
      if (!force && isFresh(root, step)) return { step, result: 'fresh', seconds: 0, output: '' };
      return execute(step);
    });
    running.set(
      step.name,
      outcome.then((done) => {
        report(done);
        return done;
      }),
    );
  }
  return Promise.all(running.values());
}

const { values } = parseArgs({
  options: {
    'if-stale': { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const wanted = values.only === undefined ? buildSteps : buildSteps.filter(({ name }) => name === values.only);
if (wanted.length === 0) {
  console.error(`No step is called ${values.only}. Steps: ${buildSteps.map(({ name }) => name).join(', ')}`);
  process.exit(64);
}
if (!values['if-stale'] || values.force || !wanted.every((step) => isFresh(root, step))) {
  await lockBuild();
  const outcomes = await build(wanted, values.force);
  const failed = outcomes.filter(({ result }) => result === 'failed');
  if (failed.length > 0) {
    console.error(`The build failed: ${failed.map(({ step }) => step.name).join(', ')}.`);
    process.exit(1);
  }
}
