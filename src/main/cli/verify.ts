import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { RecordsError, type VerifyResult, verifyInThread } from '../records/index.ts';
import { defaultDataFolder } from '../station/data-folder.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { standardOutput } from './output.ts';
import { progressOn } from './progress.ts';

interface Head {
  readonly seq: number;
  readonly hash: string;
}

interface VerifyCommandOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly pictures: boolean;
  readonly head?: Head;
}

const shownProblems = 50;

/** `passline verify`: proves that nothing in a station's records was changed, removed or swapped. Reads only. */
export function register(program: Command): void {
  program
    .command('verify')
    .description("prove a station's records: every row, the chain that ties them, the pictures, the counters")
    .addOption(new Option('--data <folder>', 'folder of the station').default(defaultDataFolder()))
    .option('--no-pictures', 'leave out the files of the pictures (much faster)')
    .addOption(
      new Option('--head <seq:hash>', 'an end of the chain noted from an earlier run: must still be part of it').argParser(
        parseHead,
      ),
    )
    .option('--json', 'print the result as one line of JSON')
    .action(verify);
}

async function verify(options: VerifyCommandOptions): Promise<void> {
  const dataFolder = resolve(options.data);
  const { pictures, head: expectedHead } = options;
  const output = standardOutput();
  const progress = progressOn(process.stderr, { quiet: options.json === true });
  try {
    const result = await verifyInThread({ dataFolder, pictures, expectedHead }, (done, total) =>
      progress.show('proving', done, total),
    );
    progress.stop();
    if (options.json) await output.json(result);
    else await output.line(summary(result, { dataFolder, pictures }));
    process.exitCode = result.ok ? exitCodes.pass : exitCodes.fail;
  } catch (error) {
    if (error instanceof RecordsError && error.code === 'NOT_FOUND') throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    progress.stop();
  }
}

function summary(result: VerifyResult, run: { dataFolder: string; pictures: boolean }): string {
  const { counters, pictures, head, problems } = result;
  const files = run.pictures ? `${pictures.checked} checked` : 'files not checked';
  const lines = [
    `Records of ${run.dataFolder}`,
    `  parts     ${result.parts}`,
    `  counters  ${counters.total} since the last reset: ${counters.ok} ok, ${counters.review} review, ${counters.ng} ng, ${counters.error} error`,
    `  pictures  ${files}, ${pictures.pending} being written, ${pictures.lost} lost, ${pictures.expired} expired`,
    `  audit     ${result.auditEntries} entries`,
    `  chain     ${head.seq} entries; its end, to note elsewhere: ${head.seq}:${head.hash}`,
    ...problems.slice(0, shownProblems).map((problem) => `  PROBLEM   ${problem.kind}: ${problem.subject}: ${problem.detail}`),
    ...(problems.length > shownProblems ? [`  and ${problems.length - shownProblems} more (--json shows up to 1000)`] : []),
    result.ok ? 'Proved: nothing was changed, removed or swapped.' : `NOT PROVED: ${problems.length} problems.`,
  ];
  return lines.join('\n');
}

function parseHead(text: string): Head {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Write the number and the hash as verify prints them: 123:abc…');
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}
