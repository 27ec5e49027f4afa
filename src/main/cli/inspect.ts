import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Verdict, worstVerdict } from '#shared/domain/verdict.ts';
import { installModel, readPackage } from '../learning/package.ts';
import { type Bench, withBench } from './bench.ts';
import { exitCodeOf, UsageError } from './exit-codes.ts';
import { csvReport, humanLine, jsonLine, overlayNames, summaryLine } from './inspect-report.ts';
import { type FileVerdict, fileJudge } from './judge-files.ts';
import { note, standardOutput } from './output.ts';
import { filesUnder } from './picture-files.ts';
import { progressOn } from './progress.ts';

interface InspectOptions {
  readonly model: string;
  readonly json?: boolean;
  readonly csv?: string;
  readonly overlays?: string;
}

const keepTimeoutMs = 60_000;

/** `passline inspect`: one verdict for every file. */
export function register(program: Command): void {
  program
    .command('inspect')
    .description('judge pictures; exit code 0: all pass, 1: a fail or review, 2: a file that could not be judged')
    .argument('<path...>', 'files, or folders whose files are all judged')
    .requiredOption('--model <file>', 'product package made by teach')
    .option('--json', 'one line of JSON for each file, as it is judged')
    .option('--csv <file>', 'write a table')
    .option('--overlays <folder>', 'write each judged picture with what was found drawn over it')
    .action(inspect);
}

async function inspect(paths: readonly string[], options: InspectOptions): Promise<void> {
  const product = await readPackage(options.model);
  const files = await filesUnder(paths);
  if (options.overlays !== undefined) await makeFolder(options.overlays);
  const csv = options.csv === undefined ? null : csvReport(options.csv);
  const output = standardOutput();
  const progress = progressOn(process.stderr, { quiet: true });
  const counts: Record<Verdict, number> = { pass: 0, review: 0, fail: 0, error: 0 };
  try {
    await withBench(output.closed, async (bench) => {
      const model = await installModel(product, join(bench.folder, 'models'));
      const judge = fileJudge(bench, product.recipe, { [product.manifest.model.sha256]: model });
      await judge.prepare();
      const overlays = options.overlays === undefined ? null : overlayWriter(bench, options.overlays);
      for (const [index, path] of files.entries()) {
        bench.signal.throwIfAborted();
        const verdict = await judge.judge(path, async (partId, judged) => overlays?.(partId, judged));
        counts[verdict.verdict] += 1;
        progress.stop();
        await (options.json ? output.json(jsonLine(verdict)) : output.line(humanLine(verdict)));
        await csv?.add(verdict);
        if (files.length > 1) progress.show('Judging', index + 1, files.length);
      }
    });
  } finally {
    progress.stop();
    await csv?.close();
  }
  if (!options.json) await output.line(summaryLine(counts));
  const given = (Object.keys(counts) as Verdict[]).filter((verdict) => counts[verdict] > 0);
  process.exitCode = exitCodeOf(worstVerdict(given));
}

/** The engine draws and writes the overlay; here it only gets the name of its picture. */
function overlayWriter({ engine, folder }: Bench, target: string): (partId: string, judged: FileVerdict) => Promise<void> {
  const names = overlayNames(target);
  const drafts = join(folder, 'overlays');
  return async (partId, { path, verdict }) => {
    if (verdict === 'error') return;
    const request = { partId, kinds: ['overlay' as const], jpegQuality: 90, folder: drafts, lossless: false };
    const [stored] = await engine.call('keep', request, { timeoutMs: keepTimeoutMs }).catch(() => []);
    if (stored === undefined) note(`No overlay was written for ${path}.`);
    else await names.move(join(drafts, stored.path), path);
  };
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new UsageError(`The folder ${path} cannot be made (${code}).`, { cause: error });
  });
}
