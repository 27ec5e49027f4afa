import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { EngineError } from '../engine/index.ts';
import { addBackboneOptions, type BackboneOptions, chosenBackbone } from './backbone-options.ts';
import { withBench } from './bench.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { standardOutput } from './output.ts';
import { progressOn } from './progress.ts';
import { readRegions } from './read-regions.ts';
import { referenceFolders } from './reference-options.ts';

interface EvaluateOptions extends BackboneOptions {
  readonly regions?: string;
  readonly labelled?: number;
  readonly disturb?: boolean;
  readonly kinds?: boolean;
  readonly seeds?: number;
  readonly upright?: string;
  readonly references?: string;
  readonly boxes?: string;
  readonly json?: boolean;
}

const evaluateTimeoutMs = 60 * 60_000;

const steps: Readonly<Record<string, string>> = {
  kinds: 'Naming kinds of defects',
  decode: 'Reading pictures',
  features: 'Looking at them',
  validate: 'Cross-validating',
  select: 'Choosing what to keep',
  compile: 'Compiling the model',
  'self-test': 'Testing it',
  judge: 'Judging test pictures',
  labelled: 'Trying known bad pictures',
};

/** `passline evaluate`: how well the method does on a labelled set. */
export function register(program: Command): void {
  addBackboneOptions(program.command('evaluate'))
    .description('teach on train/good of a set in the MVTec layout, judge its test pictures, and say how well that went')
    .argument('<set>', 'folder with train/good, test/<kind> and, if there are masks, ground_truth/<kind>')
    .option('--regions <file>', 'polygons to inspect or ignore, FILE.json; default: the whole picture')
    .option('--labelled <n>', 'teach so many bad test pictures as known ones, and compare on the rest', parseCount)
    .option('--disturb', 'judge copies of the test pictures, turned, shifted, brighter and darker: what is lost?')
    .option('--seeds <k>', 'how often others are drawn (default: 10 with --labelled, 5 with --disturb)', parseCount)
    .addOption(
      new Option('--upright <when>', 'bring parts upright: as the good pictures say, or for comparison never or always')
        .choices(['learnt', 'never', 'always'])
        .conflicts(['labelled', 'disturb', 'kinds', 'references']),
    )
    .option('--references <dir>', 'compare each test picture with the picture of its name in here, and teach nothing else')
    .option('--boxes <dir>', 'with --references: annotated defects, files of lines x1 y1 x2 y2 type')
    .option(
      '--kinds',
      'how kinds of defects are named on pictures that took no part: by the folders test/<kind>, or with --boxes by their types',
    )
    .option('--json', 'one object of JSON')
    .action(evaluate);
}

async function evaluate(set: string, options: EvaluateOptions): Promise<void> {
  const found = await stat(set).catch(() => null);
  if (!found?.isDirectory()) throw new UsageError(`There is no folder ${set}.`);
  const regions = options.regions === undefined ? undefined : await readRegions(options.regions);
  const { labelled, disturb, kinds, seeds, upright } = options;
  if ([labelled !== undefined, disturb, kinds].filter(Boolean).length > 1)
    throw new UsageError('Of --labelled, --disturb and --kinds one at a time.');
  if (seeds !== undefined && labelled === undefined && !disturb)
    throw new UsageError('--seeds goes with --labelled or --disturb.');
  const references = await referenceFolders(options);
  if (references !== null && (options.profile !== undefined || options.backbone !== undefined))
    throw new UsageError('No backbone looks at a comparison with references (--profile, --backbone, --references).');
  const chosen = await chosenBackbone(options);
  const output = standardOutput();
  const progress = progressOn(process.stderr, { quiet: options.json === true });
  const result = await withBench(output.closed, async ({ engine, signal }) => {
    const onProgress = ({ step, done, total }: { step: string; done: number; total: number }): void =>
      progress.show(steps[step] ?? step, done, total);
    try {
      const folder = resolve(set);
      const call = { timeoutMs: evaluateTimeoutMs, signal, onProgress };
      return await (references === null
        ? engine.call('evaluate', { folder, options: { regions, labelled, disturb, kinds, seeds, upright, ...chosen } }, call)
        : engine.call('evaluateReferences', { folder, options: references }, call));
    } catch (error) {
      const notASet =
        error instanceof EngineError && (error.reason === 'FILE_NOT_A_PICTURE' || error.reason === 'PICTURE_UNSUPPORTED');
      if (notASet) throw new UsageError(`${set} cannot be evaluated: ${error.detail}.`, { cause: error });
      throw error;
    } finally {
      progress.stop();
    }
  });
  if (options.json) await output.json(result);
  else for (const line of table(result)) await output.line(line);
  process.exitCode = exitCodes.pass;
}

/** Two columns: what, how much. Rates in per cent, times in milliseconds. */
function table(result: Readonly<Record<string, unknown>>): string[] {
  const width = Math.max(...Object.keys(result).map((name) => name.length));
  return Object.entries(result).map(([name, value]) => {
    if (Array.isArray(value)) return `${name.padEnd(width)} ${value.length}`;
    if (value === null) return `${name.padEnd(width)} –`;
    if (typeof value === 'object')
      return `${name.padEnd(width)} ${Object.entries(value)
        .map(([key, part]) => `${key} ${figure(part)}`)
        .join('  ')}`;
    const text = typeof value === 'number' && isRate(name) ? `${(value * 100).toFixed(1)} %` : figure(value);
    return `${name.padEnd(width)} ${text}`;
  });
}

const isRate = (name: string) => /^(?:defect_)?(?:f1|precision|recall)$/.test(name) || /_rate(?:_with(?:out)?)?$/.test(name);

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,4}$/.test(text) || !(count >= 1 && count <= 1_000))
    throw new InvalidArgumentError('A whole number from 1 to 1000.');
  return count;
}

function figure(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
