import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { listBackups, type Restored, restoreBackup } from '../backup/index.ts';
import { dataFolder, defaultDataFolder } from '../station/data-folder.ts';
import { noteRestore } from '../station/note-restore.ts';
import { lockDataFolder, StationHeldError } from '../station/lock.ts';
import { asUsage } from './backup.ts';
import { UsageError } from './exit-codes.ts';
import { interruptible } from './interruption.ts';
import { standardOutput } from './output.ts';
import { progressOn } from './progress.ts';

interface RestoreCommandOptions {
  readonly data: string;
  readonly replace?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
}

const steps = { files: 'copying the backup', prove: 'proving the records', place: 'putting in place' } as const;

/** `passline restore`: brings a backup back while no station runs on the data. */
export function register(program: Command): void {
  program
    .command('restore')
    .description('bring a backup back; the station must be stopped')
    .argument('<folder>', 'folder of the backups (the newest is taken), or one backup in it')
    .addOption(new Option('--data <folder>', 'folder of the station').default(defaultDataFolder()))
    .option('--replace', 'move aside what lies in the folder of the station')
    .option('--list', 'only say which backups are there')
    .option('--json', 'print JSON')
    .action(restore);
}

async function restore(folder: string, options: RestoreCommandOptions): Promise<void> {
  const from = resolve(folder);
  if (options.list === true) return list(from, options);
  const data = dataFolder(options.data);
  const output = standardOutput();
  const progress = progressOn(process.stderr, { quiet: options.json === true });
  try {
    await mkdir(dirname(data.root), { recursive: true });
    // Held until the new data take the place, so that no station starts on the old ones meanwhile.
    const lock = existsSync(data.root) ? lockDataFolder(data) : null;
    const restored = await interruptible((signal) =>
      restoreBackup(
        { from, dataFolder: data.root, replace: options.replace === true, letGo: async () => lock?.release() },
        (step, done, total) => progress.show(steps[step], done, total),
        signal,
      ).finally(() => lock?.release()),
    );
    await noteRestore(data.root, restored, 'cli');
    progress.stop();
    if (options.json === true)
      await output.json({ ...restored, manifest: { ...restored.manifest, files: restored.manifest.files.length } });
    else await output.line(summary(data.root, restored));
  } catch (error) {
    if (error instanceof StationHeldError) throw new UsageError(`${error.message} Stop it first.`, { cause: error });
    throw asUsage(error);
  } finally {
    progress.stop();
  }
}

function summary(data: string, { manifest, counters, movedTo, missingPictures }: Restored): string {
  return [
    `Restored  ${manifest.name} of ${manifest.stationName} into ${data}`,
    `Records   ${manifest.parts} parts; since the last reset ${counters.total}: ${counters.ok} ok, ${counters.review} review, ${counters.ng} ng, ${counters.error} error`,
    ...(missingPictures === 0 ? [] : [`Pictures  ${missingPictures} were damaged or missing when the backup was made`]),
    ...(movedTo === null ? [] : [`Before    what was there lies in ${movedTo} now`]),
    'Proved: nothing was changed, removed or swapped. Start the station again.',
  ].join('\n');
}

async function list(from: string, options: RestoreCommandOptions): Promise<void> {
  const backups = await listBackups(from);
  const output = standardOutput();
  if (options.json === true) return output.json(backups.map(({ files: _files, ...backup }) => backup));
  if (backups.length === 0) throw new UsageError(`There is no finished backup in ${from}.`);
  await output.line(backups.map(({ name, parts, pictures }) => `${name}  ${parts} parts, ${pictures.count} pictures`).join('\n'));
}
