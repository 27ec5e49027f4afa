import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { pino } from 'pino';
import { errorCodes, PasslineError } from '#shared/contract/errors.ts';
import type { StoredBackbone } from '#shared/contract/teach.ts';
import { EngineError } from '../engine/index.ts';
import { type BackboneStore, createBackboneStore } from '../learning/backbone-store.ts';
import { hasRecords, openRecords } from '../records/index.ts';
import type { OwnBackbone } from '../vision/types.ts';
import { dataFolder, defaultDataFolder } from '../station/data-folder.ts';
import { withBench } from './bench.ts';
import { UsageError } from './exit-codes.ts';
import { type Output, standardOutput } from './output.ts';

interface BackbonesOptions {
  readonly data: string;
  readonly json?: boolean;
}

/** In the audit trail: somebody with access to the machine itself, not a user of the station. */
const actor = 'cli';

/** `passline backbones`: networks of one's own, beside a running station or without one. */
export function register(program: Command): void {
  const backbones = program.command('backbones').description('networks of your own to teach with: add, list, remove');
  const add = (usage: string, description: string) =>
    backbones
      .command(usage)
      .description(description)
      .addOption(new Option('--data <folder>', 'folder of the station').default(defaultDataFolder()))
      .option('--json', 'print JSON');

  add('add <file>', 'add a network, FILE.onnx, as torchvision, timm or DINO export it; it is tried out first')
    .option('--manifest <file>', 'what the network takes and which layers are used (default: FILE.json)')
    .action((file: string, options: BackbonesOptions & { manifest?: string }) =>
      run(options, async (store, output) => {
        const files = await filesOf(file, options.manifest);
        const added = await withBench(output.closed, ({ engine, signal }) => store.add(files, engine, signal));
        await audit(options.data, 'backbone.added', added.name, { sha256: added.sha256, licence: added.licence });
        if (options.json) return output.json(added);
        await output.line(`${added.name} is added: ${mebibytes(added)} MiB of weights, ${added.ms} ms a run on this machine.`);
      }),
    );
  add('list', 'the networks that were added').action((options: BackbonesOptions) =>
    run(options, async (store, output) => {
      const listed = await store.list();
      if (options.json) return output.json(listed);
      await output.line(table(listed));
    }),
  );
  add('remove <name>', 'remove a network; products that were taught with it stay as they are').action(
    (name: string, options: BackbonesOptions) =>
      run(options, async (store, output) => {
        await store.remove(name);
        await audit(options.data, 'backbone.removed', name, {});
        if (options.json) return output.json({ name });
        await output.line(`${name} is removed.`);
      }),
  );
}

/** The files of the backbone of that name in a station's folder. Throws UsageError where there is none. */
export async function backboneFiles(name: string, data: string): Promise<OwnBackbone> {
  const files = await createBackboneStore(dataFolder(data).backbones).files(name);
  if (files === null) throw new UsageError(`There is no backbone "${name}" in ${data} (passline backbones list).`);
  return files;
}

async function run(options: BackbonesOptions, work: (store: BackboneStore, output: Output) => Promise<void>): Promise<void> {
  try {
    await work(createBackboneStore(dataFolder(options.data).backbones), standardOutput());
  } catch (error) {
    if (error instanceof EngineError && error.reason === 'BACKBONE_REJECTED')
      throw new UsageError(`Nothing was added: ${error.detail} (${error.reason}).`, { cause: error });
    if (error instanceof PasslineError)
      throw new UsageError(`${error.detail ?? errorCodes[error.code].message} (${error.code})`, { cause: error });
    throw error;
  }
}

async function filesOf(
  file: string,
  manifest = `${file.slice(0, file.length - extname(file).length)}.json`,
): Promise<OwnBackbone> {
  for (const path of [file, manifest]) {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) throw new UsageError(`There is no file ${path}.`);
  }
  return { onnx: resolve(file), manifest: resolve(manifest) };
}

/** Where there is a station already. */
async function audit(data: string, action: string, subject: string, detail: Record<string, string>): Promise<void> {
  const { root } = dataFolder(data);
  if (!hasRecords(root)) return;
  const records = await openRecords({ dataFolder: root, log: pino({ level: 'silent' }), role: 'tool' });
  try {
    await records.audit({ actor, action, subject, detail });
  } finally {
    await records.close();
  }
}

const mebibytes = ({ weightBytes }: StoredBackbone) => Math.ceil(weightBytes / 2 ** 20);

function table(backbones: readonly StoredBackbone[]): string {
  const rows = backbones.map((one) => [
    one.name,
    one.width === null ? 'any size' : `${one.width}×${one.height}`,
    `${mebibytes(one)} MiB`,
    `${one.ms} ms`,
    one.licence.slice(0, 40),
    one.sha256.slice(0, 12),
  ]);
  const lines = [['NAME', 'INPUT', 'WEIGHTS', 'A RUN', 'LICENCE', 'SHA-256'], ...rows];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const cells = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return lines.map((line) => cells(line).trimEnd()).join('\n');
}
