import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { wilsonInterval } from '#shared/domain/metrics.ts';
import { EngineError, type EngineProgress, isEngineGone } from '../engine/index.ts';
import { draftRecipe, teachingSeed } from '../learning/draft-recipe.ts';
import { chooseGolden } from '../learning/golden-samples.ts';
import { type GoldenPicture, writePackage } from '../learning/package.ts';
import { uuidv7 } from '../records/uuid.ts';
import { version } from '../station/version.ts';
import type { ModelCard, TeachReferenceRequest, TeachRequest, TeachResult } from '../vision/types.ts';
import { addBackboneOptions, type BackboneOptions, chosenBackbone } from './backbone-options.ts';
import { type Bench, withBench } from './bench.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { fileJudge } from './judge-files.ts';
import { note, standardOutput } from './output.ts';
import { filesUnder, kindByFolder } from './picture-files.ts';
import { readRegions } from './read-regions.ts';
import { type Progress, progressOn } from './progress.ts';
import { boxesFolder, referenceFile } from './reference-options.ts';

interface TeachOptions extends BackboneOptions {
  readonly good?: readonly string[];
  readonly reference?: string;
  readonly bad?: readonly string[];
  readonly boxes?: string;
  readonly out: string;
  readonly name?: string;
  readonly falseRejectRate: number;
  readonly reviewRate?: number;
  readonly regions?: string;
  readonly json?: boolean;
}

/** A reference alone does not say which share of good parts scores so high. */
const fewestGoodForReview = 5;
const teachTimeoutMs = 60 * 60_000;

const steps: Readonly<Record<string, string>> = {
  decode: 'Reading pictures',
  features: 'Looking at them',
  validate: 'Cross-validating',
  select: 'Choosing what to keep',
  compile: 'Compiling the model',
  copies: 'Disturbing the reference',
  compare: 'Comparing good pictures',
  'compare-bad': 'Comparing bad pictures',
  'self-test': 'Testing it',
};

/** `passline teach`: a product package from pictures of good parts. */
export function register(program: Command): void {
  addBackboneOptions(program.command('teach'))
    .description('teach a product from pictures of good parts, or from one reference picture, and write its package')
    .option('--good <path...>', 'folders or files with good parts: at least 5, better 20 and more')
    .option('--reference <file>', 'compare with this picture: printed boards and labels; --good then only places the threshold')
    .option('--bad <path...>', 'folders or files with bad parts: they say how many escape and are learnt from where that helps')
    .option(
      '--boxes <dir>',
      'with --reference and --bad: annotated defects, a file for each bad picture by its name, lines x1 y1 x2 y2 type',
    )
    .requiredOption('--out <file>', 'package to write, FILE.passline')
    .option('--name <name>', 'name of the product (default: that of the file)', parseName)
    .option('--false-reject-rate <rate>', 'share of good parts that may be rejected, 0 to 0.5', parseRate, 0.05)
    .option(
      '--review-rate <rate>',
      'share of good parts that a person may be asked to look at: gives a second threshold; with --reference from 5 good pictures on',
      parseRate,
    )
    .option('--regions <file>', 'polygons to inspect or ignore, FILE.json (see the integrator guide); default: the whole picture')
    .option('--json', 'one object of JSON')
    .action(teach);
}

async function teach(options: TeachOptions): Promise<void> {
  if (extname(options.out) !== '.passline') throw new UsageError('The package has to be called FILE.passline (--out).');
  if (options.good === undefined && options.reference === undefined)
    throw new UsageError('Pictures of good parts (--good) or a reference picture (--reference) are needed.');
  const reference = options.reference === undefined ? null : await referenceFile(options.reference);
  const boxes = await boxesFolder(options);
  if (reference !== null && (options.profile !== undefined || options.backbone !== undefined))
    throw new UsageError('No backbone looks at a comparison with a reference (--profile, --backbone, --reference).');
  const good = options.good === undefined ? [] : await filesUnder(options.good);
  if (options.reviewRate !== undefined && options.reviewRate <= options.falseRejectRate)
    throw new UsageError('More good parts have to be looked at (--review-rate) than are rejected (--false-reject-rate).');
  if (reference !== null && options.reviewRate !== undefined && good.length < fewestGoodForReview)
    throw new UsageError(`With --reference, --review-rate needs at least ${fewestGoodForReview} good pictures (--good).`);
  const bad = options.bad === undefined ? [] : await filesUnder(options.bad);
  const name = options.name ?? basename(options.out, '.passline').slice(0, 80);
  const output = standardOutput();
  const progress = progressOn(process.stderr, { quiet: options.json === true });
  const regions = options.regions === undefined ? undefined : await readRegions(options.regions);
  const request: TeachRequest = {
    name,
    good: good.map((path) => resolve(path)),
    bad: bad.map((path) => resolve(path)),
    ...kindsOf(options.bad ?? [], bad),
    falseRejectRate: options.falseRejectRate,
    reviewRate: options.reviewRate,
    seed: teachingSeed,
    regions,
    ...(await chosenBackbone(options)),
  };
  const result = await withBench(output.closed, async (bench) => {
    const taught = await teachOn(bench, request, reference === null ? null : { reference, boxes }, progress);
    const recipe = draftRecipe({
      productId: uuidv7(),
      name,
      number: 1,
      modelSha256: taught.sha256,
      kind: reference === null ? 'anomaly' : 'reference',
      trigger: { mode: 'free', periodMs: 1_000 },
      reviewThreshold: taught.card.threshold.review?.value ?? null,
      regions,
    });
    const golden = await goldenSamples(bench, withGolden(request, reference), taught, recipe);
    progress.stop();
    await writePackage(options.out, {
      recipe,
      createdAtUtc: taught.card.createdAtUtc,
      writtenBy: version,
      model: { sha256: taught.sha256, bytes: await readFile(taught.modelPath) },
      golden,
    }).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined || code === 'PACKAGE_INVALID') throw error;
      throw new UsageError(`${options.out} cannot be written (${code}).`, { cause: error });
    });
    return { taught, golden };
  }).finally(() => progress.stop());
  for (const { path, reason, detail } of result.taught.skipped) note(`Not used: ${path} (${reason}: ${detail})`);
  if (options.json) await output.json(summary(options.out, name, result.taught, result.golden));
  else for (const line of report(options.out, name, result.taught, result.golden)) await output.line(line);
  process.exitCode = exitCodes.pass;
}

/** What the folders of bad pictures say of their defects. */
function kindsOf(folders: readonly string[], files: readonly string[]): Pick<TeachRequest, 'kinds'> {
  const kinds = files.flatMap((file) => {
    const kind = kindByFolder(folders, file);
    return kind === null ? [] : [[resolve(file), kind] as const];
  });
  return kinds.length === 0 ? {} : { kinds: Object.fromEntries(kinds) };
}

async function teachOn(
  { engine, folder, signal }: Bench,
  request: TeachRequest,
  compared: Pick<TeachReferenceRequest, 'reference' | 'boxes'> | null,
  progress: Progress,
): Promise<TeachResult> {
  const call = {
    timeoutMs: teachTimeoutMs,
    signal,
    onProgress: ({ step, done, total }: EngineProgress) => progress.show(steps[step] ?? step, done, total),
  };
  try {
    return await (compared === null
      ? engine.call('teach', { request, outFolder: folder }, call)
      : engine.call('teachReference', { request: { ...request, ...compared }, outFolder: folder }, call));
  } catch (error) {
    // Of a reference every reason is about its one file.
    const unusable =
      error instanceof EngineError &&
      (error.reason === 'PICTURE_UNSUPPORTED' ||
        error.reason === 'BACKBONE_REJECTED' ||
        (compared !== null && error.reason !== 'INTERNAL' && !isEngineGone(error)));
    if (unusable) throw new UsageError(`Nothing was taught: ${error.detail}.`, { cause: error });
    throw error;
  }
}

async function goldenSamples(
  bench: Bench,
  request: TeachRequest,
  taught: TeachResult,
  recipe: ReturnType<typeof draftRecipe>,
): Promise<GoldenPicture[]> {
  const unusable = new Set(taught.skipped.map(({ path }) => path));
  const judge = fileJudge(bench, recipe, { [taught.sha256]: taught.modelPath });
  const candidates = (paths: readonly string[]) =>
    paths.filter((path) => !unusable.has(path)).map((path) => ({ path, name: basename(path) }));
  const pictures = { good: candidates(request.good), bad: candidates(request.bad) };
  return chooseGolden(pictures, (path) => judge.judge(path, async () => undefined));
}

/** Without other good pictures the reference itself is the golden one. */
function withGolden(request: TeachRequest, reference: string | null): TeachRequest {
  return reference === null || request.good.length > 0 ? request : { ...request, good: [reference] };
}

/** Share of known bad parts that the automatic threshold lets through; null without any. */
function escapeRate({ threshold }: ModelCard): number | null {
  const { badScores, value } = threshold;
  return badScores.length === 0 ? null : badScores.filter((score) => score < value).length / badScores.length;
}

function summary(path: string, name: string, { card, sha256, skipped }: TeachResult, golden: readonly GoldenPicture[]) {
  return {
    path,
    name,
    model_sha256: sha256,
    method: card.method,
    backbone: card.backbone,
    teach_images: card.teaching.good,
    bad_images: card.teaching.bad,
    teach_s: Math.round(card.teaching.seconds * 100) / 100,
    threshold: card.threshold.value,
    false_reject_rate: card.threshold.falseRejectRate,
    review_threshold: card.threshold.review?.value ?? null,
    review_rate: card.threshold.review?.rate ?? null,
    escape_rate: escapeRate(card),
    scoring: card.scoring,
    kinds: card.kinds,
    golden_samples: golden.length,
    skipped,
  };
}

function report(path: string, name: string, { card, sha256, skipped }: TeachResult, golden: readonly GoldenPicture[]): string[] {
  const escapes = escapeText(card);
  return [
    `${name} is taught: ${path}`,
    `  good pictures   ${card.teaching.good}${skipped.length === 0 ? '' : ` (${skipped.length} files were not used)`}`,
    `  bad pictures    ${card.teaching.bad === 0 ? 'none: how many bad parts escape is not known' : card.teaching.bad}`,
    ...(escapes === null ? [] : [`  escapes         ${escapes}`]),
    ...(card.scoring?.labelled === undefined ? [] : [`  learnt from bad ${learntFrom(card.scoring.labelled)}`]),
    ...(card.kinds === undefined ? [] : [`  kinds           ${kindsText(card.kinds)}`]),
    `  false rejects   about ${(card.threshold.falseRejectRate * 100).toFixed(1)} % of good parts are expected (${card.threshold.method})`,
    ...(card.threshold.review === undefined ? [] : [`  to be looked at ${reviewText(card.threshold.review)}`]),
    ...(card.scoring === undefined ? [] : [`  judges          ${judges(card.scoring)}`]),
    ...(card.scoring?.turning === undefined ? [] : [`  position        ${position(card.scoring.turning)}`]),
    `  golden samples  ${golden.length}`,
    `  model           ${sha256}`,
    `  time            ${card.teaching.seconds.toFixed(1)} s`,
  ];
}

function reviewText({ value, rate }: NonNullable<ModelCard['threshold']['review']>): string {
  const share = `${(rate * 100).toFixed(1)} % of good parts`;
  if (value === null) return `nothing: the score for ${share} is not below the threshold`;
  return `from score ${value.toFixed(3)} up: about ${share}, those rejected included`;
}

/** Escapes of the known bad pictures, with the interval that so few of them allow. */
function escapeText(card: ModelCard): string | null {
  const rate = escapeRate(card);
  if (rate === null) return null;
  const trials = card.threshold.badScores.length;
  const { low, high } = wilsonInterval(Math.round(rate * trials), trials);
  const percent = (share: number) => (share * 100).toFixed(1);
  const how = card.scoring?.labelled?.kept === true ? ', each judged by a model that was taught without it' : '';
  return `${percent(rate)} % of the bad pictures${how} (95 % interval ${percent(low)} to ${percent(high)} %)`;
}

/** What was tried with the known bad pictures. */
function learntFrom(tried: NonNullable<NonNullable<ModelCard['scoring']>['labelled']>): string {
  if (tried.without === null || tried.with === null) return 'no: at least two different ones are needed';
  const percent = (share: number) => (share * 100).toFixed(1);
  const evidence = `a good part scores below a bad one that was left out: ${percent(tried.without)} % without, ${percent(tried.with)} % with`;
  return tried.kept ? `yes (${evidence})` : `no, it did not help (${evidence})`;
}

/** Which kinds of defects it names, and how well. */
function kindsText({ kinds, kept, named, right }: NonNullable<ModelCard['kinds']>): string {
  if (kinds.length < 2) return 'not named: at least two kinds with two pictures each are needed';
  const names = kinds.map(({ name, pictures }) => `${name} (${pictures})`).join(', ');
  if (!kept) return `not named, they cannot be told apart: ${names}`;
  const percent = (share: number) => (share * 100).toFixed(0);
  return `${names}; of pictures that were left out ${percent(named)} % are named, ${percent(right ?? 0)} % of these rightly`;
}

/** Which judges take part, and what in the pictures speaks for it. */
function judges({ members, evidence, copies, closer }: NonNullable<ModelCard['scoring']>): string {
  const names = members.map(({ name, weight }) => `${name} × ${weight.toFixed(2)}`).join(', ');
  const { positionVariance, spread } = evidence;
  const close = closer
    ? `, a closer look speaks from ${closer.deviations.toFixed(1)} deviations above good parts (${(closer.unexplained * 100).toFixed(0)} % of what it sees is new in each)`
    : '';
  return `${names} (variance left at a place ${positionVariance.toFixed(2)}, spread ${spread.toFixed(1)}, ${copies} disturbed copies${close})`;
}

/** Whether parts are brought upright, and what in the pictures speaks for or against it. */
function position({
  looked,
  found,
  turned,
  followed,
  gained,
  upright,
}: NonNullable<NonNullable<ModelCard['scoring']>['turning']>) {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const seen = `${percent(found)} of ${looked} pictures show one whole part, ${percent(turned)} of them turned`;
  const tried =
    gained === null ? '' : `, known turns followed ${percent(followed)}, variance gone once upright ${percent(gained)}`;
  return `${upright ? 'parts turn freely: brought upright' : 'parts are judged as they lie'} (${seen}${tried})`;
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (text.trim() === '' || !(rate >= 0 && rate <= 0.5)) throw new InvalidArgumentError('The rate is a number from 0 to 0.5.');
  return rate;
}

function parseName(text: string): string {
  const name = text.trim();
  if (name.length < 1 || name.length > 80) throw new InvalidArgumentError('A name has 1 to 80 characters.');
  return name;
}
