import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BackupStep } from '#shared/contract/backups.ts';
import { BackupError, liesWithin, makeBackup } from '../backup/index.ts';
import { openReportReader, RecordsError } from '../records/index.ts';
import { defaultDataFolder } from '../station/data-folder.ts';
import { version } from '../station/version.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { interruptible } from './interruption.ts';
import { standardOutput } from './output.ts';
import { progressOn } from './progress.ts';

interface BackupCommandOptions {
  readonly data: string;
  readonly to: string;
  readonly keep?: number;
  readonly checkAll?: boolean;
  readonly json?: boolean;
}

const steps: Readonly<Record<BackupStep, string>> = {
  records: 'copying the records',
  prove: 'proving the records',
  files: 'copying pictures',
  check: 'reading back',
  tidy: 'removing old backups',
};

/** `passline backup`: records, pictures and models into a folder of backups, beside a running station or without one. */
export function register(program: Command): void {
  program
    .command('backup')
    .description('back a station up: what is new since the last backup is copied, all of it is proved')
    .addOption(new Option('--data <folder>', 'folder of the station').default(defaultDataFolder()))
    .requiredOption('--to <folder>', 'folder of the backups of this station')
    .addOption(new Option('--keep <number>', 'remove all but so many of the newest backups').argParser(parseKeep))
    .option('--check-all', 'read every file of the backup again, not only those that are new')
    .option('--json', 'print what was made as one line of JSON')
    .action(backup);
}

async function backup(options: BackupCommandOptions): Promise<void> {
  const dataFolder = resolve(options.data);
  const folder = resolve(options.to);
  const output = standardOutput();
  const progress = progressOn(process.stderr, { quiet: options.json === true });
  try {
    if (await liesWithin(folder, dataFolder))
      throw new UsageError('Backups do not belong into the folder that they are made of: name another one.');
    const order = { dataFolder, folder, keep: options.keep ?? null, checkAll: options.checkAll === true };
    const made = await interruptible(async (signal) =>
      makeBackup(
        { ...order, version, stationName: await nameOf(dataFolder) },
        (step, done, total) => progress.show(steps[step], done, total),
        signal,
      ),
    );
    progress.stop();
    const { manifest, copiedFiles, copiedBytes, removedBackups } = made;
    const { name, parts, pictures, problems, head } = manifest;
    if (options.json === true) await output.json({ ...made, manifest: { ...manifest, files: manifest.files.length } });
    else
      await output.line(
        [
          `Backup    ${resolve(folder, name)}`,
          `Records   ${parts} parts, chain ${head.seq}:${head.hash}`,
          `Pictures  ${pictures.count}${pictures.missing === 0 ? '' : `, of which ${pictures.missing} were damaged or missing already`}`,
          `Copied    ${copiedFiles} files, ${Math.ceil(copiedBytes / 1e6)} MB; the others were there`,
          ...(removedBackups.length === 0 ? [] : [`Removed   ${removedBackups.join(', ')}`]),
          problems === 0
            ? 'Proved: nothing was changed, removed or swapped.'
            : `NOT PROVED: ${problems} problems (passline verify).`,
        ].join('\n'),
      );
    process.exitCode = problems === 0 && pictures.missing === 0 ? exitCodes.pass : exitCodes.fail;
  } catch (error) {
    throw asUsage(error);
  } finally {
    progress.stop();
  }
}

/** What the person can do something about, as one sentence. */
export function asUsage(error: unknown): unknown {
  if (error instanceof BackupError || (error instanceof RecordsError && error.code === 'NOT_FOUND'))
    return new UsageError(error.message, { cause: error });
  return error;
}

async function nameOf(dataFolder: string): Promise<string> {
  const reader = await openReportReader(dataFolder);
  try {
    return reader.stationName ?? (hostname() || 'Passline');
  } finally {
    reader.close();
  }
}

function parseKeep(text: string): number {
  const keep = Number(text);
  if (!Number.isInteger(keep) || keep < 1) throw new InvalidArgumentError('Write a number from 1 on.');
  return keep;
}
