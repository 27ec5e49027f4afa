import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { shownPercent } from '#shared/domain/metrics.ts';
import { proofDepthSchema, type ProofDepth, type Report, type ReportScope, reportScopeSchema } from '#shared/domain/report.ts';
import { momentOfText, systemTimeZone } from '#shared/domain/time-zone.ts';
import { type Language, languages } from '#shared/i18n/index.ts';
import { openReportReader, RecordsError, type ReportReader } from '../records/index.ts';
import { makeReport } from '../reports/index.ts';
import { defaultDataFolder } from '../station/data-folder.ts';
import { version } from '../station/version.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { standardOutput } from './output.ts';
import { progressOn } from './progress.ts';

interface ReportCommandOptions {
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
  readonly product?: string;
  readonly lot?: string;
  readonly supplierLot?: string;
  readonly lang: Language;
  readonly verify: ProofDepth;
  readonly pdf?: string;
  readonly csv?: string;
  readonly partsCsv?: string;
  readonly json?: boolean;
}

const steps = { read: 'reading the records', prove: 'proving the records', draw: 'drawing the report' } as const;

/** `passline report`: what the records say of a period, product or lot. Reads only, beside a running station or without one. */
export function register(program: Command): void {
  program
    .command('report')
    .description('totals, yield, reasons, scores, cycle times, recipes and proof of a period, as PDF, CSV and JSON')
    .addOption(new Option('--data <folder>', 'folder of the station').default(defaultDataFolder()))
    .addOption(
      new Option('--from <time>', "from this moment on: 2026-03-01, 2026-03-01T06:00 (the station's time), …Z (UTC)").argParser(
        checkTime,
      ),
    )
    .addOption(new Option('--to <time>', 'up to this moment, which is not included').argParser(checkTime))
    .option('--product <name>', 'only this product (its name or id)')
    .option('--lot <lot>', 'only this lot')
    .option('--supplier-lot <lot>', 'only this supplier lot')
    .addOption(new Option('--lang <language>', 'language of the PDF').choices(Object.keys(languages)).default('en'))
    .addOption(
      new Option('--verify <depth>', 'what is proved: nothing, rows and chain, or every picture file as well')
        .choices(proofDepthSchema.options)
        .default('rows'),
    )
    .option('--pdf <file>', 'write the report as PDF')
    .option('--csv <file>', 'write the figures as CSV')
    .option('--parts-csv <file>', 'write a line for every part as CSV')
    .option('--json', 'print the figures as one line of JSON')
    .action(report);
}

async function report(options: ReportCommandOptions): Promise<void> {
  const dataFolder = resolve(options.data);
  const output = standardOutput();
  const progress = progressOn(process.stderr, { quiet: options.json === true });
  try {
    const made = await makeReport(
      {
        dataFolder,
        scope: await scopeOf(options, dataFolder),
        language: options.lang,
        proof: options.verify,
        madeBy: userInfo().username,
        stationName: null,
        timeZone: null,
        version,
        files: { pdf: pathOf(options.pdf), csv: pathOf(options.csv), partsCsv: pathOf(options.partsCsv) },
      },
      (step, done, total) => progress.show(steps[step], done, total),
    );
    progress.stop();
    if (options.json === true) await output.json(made);
    else await output.line(summary(made));
    process.exitCode = made.proof?.ok === false ? exitCodes.fail : exitCodes.pass;
  } catch (error) {
    if (error instanceof RecordsError && error.code === 'NOT_FOUND') throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    progress.stop();
  }
}

const pathOf = (file: string | undefined): string | undefined => (file === undefined ? undefined : resolve(file));

async function scopeOf(options: ReportCommandOptions, dataFolder: string): Promise<ReportScope> {
  const { from, to, lot, supplierLot, product } = options;
  const reader = await openReportReader(dataFolder);
  try {
    const zone = reader.timeZone ?? systemTimeZone();
    return parseScope({
      from: from === undefined ? undefined : parseTime(from, zone),
      to: to === undefined ? undefined : parseTime(to, zone),
      lot,
      supplierLot,
      productId: product === undefined ? undefined : productId(reader, product),
    });
  } finally {
    reader.close();
  }
}

function parseScope(scope: Record<keyof ReportScope, string | undefined>): ReportScope {
  const parsed = reportScopeSchema.safeParse(scope);
  if (!parsed.success) throw new UsageError(`Not a possible report: ${parsed.error.issues[0]?.message ?? ''}`);
  return parsed.data;
}

function productId(reader: ReportReader, product: string): string {
  const [found, another] = reader.products(product);
  if (found === undefined) throw new UsageError(`There is no product "${product}" in the records.`);
  if (another !== undefined) throw new UsageError(`Several products are called "${product}": give the id, e.g. ${found.id}.`);
  return found.id;
}

/** Without an offset a person means the clock on the station's wall, wherever they sit. */
function parseTime(text: string, zone: string): string {
  return new Date(momentOfText(text, zone) ?? Date.parse(text.replace(' ', 'T'))).toISOString();
}

/** Before the records are opened: whether it is a time at all. */
function checkTime(text: string): string {
  const explicit = /[Zz]$|[+-]\d{2}:?\d{2}$/.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T')));
  if (momentOfText(text, 'UTC') === null && !explicit)
    throw new InvalidArgumentError('Write a time as 2026-03-01 or 2026-03-01T06:00.');
  return text;
}

function summary({ counters, yield: rate, cycle, proof, first, last, head }: Report): string {
  const percent = (share: number): string => `${shownPercent(share, 2).toFixed(2)} %`;
  const lines = [
    `Parts     ${counters.total}: ${counters.ok} ok, ${counters.review} review, ${counters.ng} ng, ${counters.error} error`,
    ...(first === null || last === null
      ? []
      : [`Period    ${first.utc} to ${last.utc}, parts ${first.number} to ${last.number}`]),
    ...(rate === null ? [] : [`Yield     ${percent(rate.share)} (95 %: ${percent(rate.low)} to ${percent(rate.high)})`]),
    ...(cycle === null ? [] : [`Cycle     mean ${cycle.meanMs.toFixed(1)} ms, 95 % within ${cycle.p95Ms.toFixed(1)} ms`]),
    `Chain     ${head.seq}:${head.hash}`,
    proof === null
      ? 'Proof     left out'
      : proof.ok
        ? 'Proof     nothing was changed'
        : `NOT PROVED: ${proof.problemCount} problems`,
  ];
  return lines.join('\n');
}
