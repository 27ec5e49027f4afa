import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { pino } from 'pino';
import { errorCodes, PasslineError } from '#shared/contract/errors.ts';
import type { StoredRecipe } from '#shared/domain/recipe.ts';
import { createGoldenStore } from '../learning/golden-store.ts';
import { writeWhole } from '../learning/package.ts';
import { hasRecords, openRecords, RecordsError } from '../records/index.ts';
import type { Records } from '../records/types.ts';
import { dataFolder, defaultDataFolder } from '../station/data-folder.ts';
import { openLineSettings } from '../station/line-settings.ts';
import { createModelStore } from '../station/model-store.ts';
import { createProductCatalogue, type ProductCatalogue } from '../station/product-catalogue.ts';
import { withBench } from './bench.ts';
import { UsageError } from './exit-codes.ts';
import { type Output, standardOutput } from './output.ts';

interface ProductsOptions {
  readonly data: string;
  readonly json?: boolean;
}

interface Opened {
  readonly records: Records;
  readonly catalogue: ProductCatalogue;
  readonly output: Output;
}

interface ListedProduct {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly version: number;
  /** The version on the line; null while the product is not. */
  readonly lineVersion: number | null;
  readonly retired: boolean;
  readonly createdAtUtc: string;
  readonly createdBy: string;
}

/** In the audit trail: somebody with access to the machine itself, not a user of the station. */
const actor = 'cli';

/** `passline products`: beside a running station or without one. What is on the line is changed at the station only. */
export function register(program: Command): void {
  const products = program.command('products').description('products of a station: list them, export and import packages');
  const add = (usage: string, description: string) =>
    products
      .command(usage)
      .description(description)
      .addOption(new Option('--data <folder>', 'folder of the station').default(defaultDataFolder()))
      .option('--json', 'print JSON');

  add('list', 'the products of a station')
    .option('--retired', 'retired ones too')
    .action((options: ProductsOptions & { retired?: boolean }) => run(options, (opened) => list(opened, options)));
  add('export <product>', 'write a product (name, number or id) as a .passline package: recipe, model, golden samples')
    .requiredOption('--out <file>', 'the package to write')
    .addOption(new Option('--recipe-version <number>', 'another version than the newest').argParser(parseVersion))
    .action((product: string, options: ProductsOptions & { out: string; recipeVersion?: number }) =>
      run(options, async ({ records, catalogue, output }) => {
        const { recipe } = await find(records, product);
        const { stored, bytes } = await catalogue.exportPackage(recipe.productId, options.recipeVersion ?? null, actor);
        await writeWhole(resolve(options.out), bytes, 0o666);
        await told(output, options, stored, `is written to ${options.out}`);
      }),
    );
  add('import <file>', 'import a .passline package: a new product, or a new version of one that is there')
    .option('--comment <text>', 'why, as it stands beside the version')
    .action((file: string, options: ProductsOptions & { comment?: string }) =>
      run(options, async ({ catalogue, output }) => {
        const stored = await catalogue.importPackage(resolve(file), { comment: options.comment ?? null, actor });
        await told(output, options, stored, 'is imported');
      }),
    );
}

async function run(options: ProductsOptions, work: (opened: Opened) => Promise<void>): Promise<void> {
  const output = standardOutput();
  const folder = dataFolder(options.data);
  try {
    if (!hasRecords(folder.root)) throw new UsageError(`There is no station in ${options.data}.`);
    const records = await openRecords({ dataFolder: folder.root, log: pino({ level: 'silent' }), role: 'tool' });
    try {
      // the engine starts when a package has to be proved, not before
      await withBench(output.closed, async ({ engine }) => {
        const models = createModelStore(folder.models, engine);
        const golden = createGoldenStore(folder.golden);
        await work({ records, catalogue: createProductCatalogue({ records, models, golden }), output });
      });
    } finally {
      await records.close();
    }
  } catch (error) {
    if (error instanceof PasslineError && error.code !== 'PACKAGE_INVALID' && error.code !== 'NOT_READY')
      throw new UsageError(error.detail ?? errorCodes[error.code].message, { cause: error });
    if (error instanceof RecordsError) throw new Error(`The records cannot be used: ${error.message}`, { cause: error });
    throw error;
  }
}

async function list({ records, output }: Opened, options: ProductsOptions & { retired?: boolean }): Promise<void> {
  const hidden = await records.retiredProducts();
  const { productId, recipeVersion } = (await openLineSettings(records)).current();
  const listed = (await records.recipes())
    .map(({ recipe, version, createdAtUtc, createdBy }): ListedProduct => {
      const { productId: id, number, name } = recipe;
      const lineVersion = productId === id ? (recipeVersion ?? version) : null;
      return { id, number, name, version, lineVersion, retired: hidden.includes(id), createdAtUtc, createdBy };
    })
    .filter(({ retired }) => options.retired === true || !retired);
  if (options.json) return output.json(listed);
  await output.line(table(listed));
}

function table(products: readonly ListedProduct[]): string {
  const rows = products.map(({ number, name, version, lineVersion, retired, createdAtUtc, createdBy, id }) => [
    String(number),
    name,
    `v${version}`,
    lineVersion === null ? (retired ? 'retired' : '') : `v${lineVersion} on the line`,
    `${createdAtUtc.slice(0, 16)}Z ${createdBy}`,
    id,
  ]);
  const lines = [['NO.', 'NAME', 'NEWEST', 'STATE', 'SAVED', 'ID'], ...rows];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const cells = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return lines.map((line) => cells(line).trimEnd()).join('\n');
}

/** By id first, then by name or number; several of one name are not guessed between. */
async function find(records: Pick<Records, 'recipes'>, product: string): Promise<StoredRecipe> {
  const all = await records.recipes();
  const known = all.filter(({ recipe }) => recipe.productId === product);
  const found =
    known.length > 0 ? known : all.filter(({ recipe }) => recipe.name === product || String(recipe.number) === product);
  const [one, another] = found;
  if (one === undefined) throw new UsageError(`There is no product "${product}".`);
  if (another !== undefined)
    throw new UsageError(`Several products are called "${product}": give the id, e.g. ${one.recipe.productId}.`);
  return one;
}

async function told(output: Output, options: ProductsOptions, { recipe, version }: StoredRecipe, what: string): Promise<void> {
  const { productId: id, number, name } = recipe;
  if (options.json) await output.json({ id, number, name, version });
  else await output.line(`${name} (number ${number}), version ${version}, ${what}.`);
}

function parseVersion(text: string): number {
  const version = Number(text);
  if (!Number.isInteger(version) || version < 1) throw new InvalidArgumentError('A version is a number from 1 on.');
  return version;
}
