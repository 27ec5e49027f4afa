import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AsyncZippable, zip } from 'fflate';
import type { z } from 'zod';
import { PasslineError } from '#shared/contract/errors.ts';
import { type Recipe, recipeSchema } from '#shared/domain/recipe.ts';
import { replaceFile } from '../records/index.ts';
import { entryNamePattern, type Manifest, manifestSchema } from './manifest.ts';
import { readZip } from './zip.ts';

export const packageLimits = { maxBytes: 512 * 1024 * 1024, maxEntries: 200 } as const;

/** What a product is made of, as it goes into a package. */
export interface ProductDraft {
  readonly recipe: Recipe;
  readonly createdAtUtc: string;
  readonly writtenBy: string;
  readonly model: { readonly sha256: string; readonly bytes: Uint8Array };
  readonly golden: readonly GoldenPicture[];
}

export interface GoldenPicture {
  /** The file as it is; its ending tells the format. */
  readonly name: string;
  readonly expected: 'pass' | 'fail';
  readonly bytes: Uint8Array;
}

export interface ProductPackage {
  readonly manifest: Manifest;
  readonly recipe: Recipe;
  readonly modelBytes: Uint8Array;
  readonly golden: readonly GoldenPicture[];
}

/** The bytes of a package. The same draft gives the same bytes, on every machine. Throws PACKAGE_INVALID if it breaks a limit. */
export async function packProduct(draft: ProductDraft): Promise<Uint8Array> {
  const modelEntry = `model/${draft.model.sha256}.model`;
  const files: Record<string, Uint8Array> = { 'recipe.json': json(draft.recipe), [modelEntry]: draft.model.bytes };
  const golden = draft.golden.map(({ name, expected, bytes }, index) => {
    const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? 'bin';
    const entry = `golden/${String(index + 1).padStart(3, '0')}-${expected}.${ending}`;
    files[entry] = bytes;
    return { entry, expected, name: name.slice(0, 255) };
  });
  const manifest: Manifest = {
    format: 1,
    name: draft.recipe.name,
    createdAtUtc: draft.createdAtUtc,
    writtenBy: draft.writtenBy,
    model: { sha256: draft.model.sha256, entry: modelEntry },
    golden,
    entries: Object.entries(files).map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256Of(bytes) })),
  };
  const bytes = await pack({ 'manifest.json': json(manifest), ...files });
  // A package that could not be read again must not be handed out.
  await readPackage(bytes);
  return bytes;
}

/** Writes a package whole or not at all: temporary file beside it, fsync, rename. */
export async function writePackage(path: string, draft: ProductDraft): Promise<void> {
  await writeWhole(path, await packProduct(draft), 0o666);
}

/**
 * Reads a package from an untrusted file or upload: at most 512 MB in 200 entries, only names that belong there, every checksum
 * and hash compared, manifest and recipe parsed. Throws PasslineError PACKAGE_INVALID with what is wrong.
 */
export async function readPackage(source: string | Uint8Array): Promise<ProductPackage> {
  const bytes = typeof source === 'string' ? await readBounded(source) : source;
  if (bytes.length > packageLimits.maxBytes) throw invalid('the file is larger than 512 MB');
  const files = await readZip(bytes, {
    maxEntries: packageLimits.maxEntries,
    maxTotalBytes: packageLimits.maxBytes,
    isName: (name) => entryNamePattern.test(name),
  });
  const manifest = parse(files.get('manifest.json'), 'manifest.json', manifestSchema);
  checkEntries(files, manifest);
  const recipe = parse(files.get('recipe.json'), 'recipe.json', recipeSchema);
  const wanted = recipe.views.flatMap(({ tools }) => tools.map(({ modelSha256 }) => modelSha256));
  if (wanted.some((sha256) => sha256 !== manifest.model.sha256)) throw invalid('the recipe asks for another model');
  if (manifest.model.entry !== `model/${manifest.model.sha256}.model`) throw invalid('the model has another name than its hash');
  return {
    manifest,
    recipe,
    modelBytes: fileOf(files, manifest.model.entry),
    golden: manifest.golden.map(({ entry, expected, name }) => ({ name, expected, bytes: fileOf(files, entry) })),
  };
}

/**
 * Puts the model of a package into a station's folder of models; answers with its path. A model that is already there with the
 * same bytes is left alone, so that it may be done again at any time. (Whether it is a model, and the one its name says, is
 * found out by the engine that loads it.)
 */
export async function installModel(
  {
    manifest,
    modelBytes,
  }: { readonly manifest: { readonly model: { readonly sha256: string } }; readonly modelBytes: Uint8Array },
  modelsFolder: string,
): Promise<string> {
  const path = join(modelsFolder, `${manifest.model.sha256}.model`);
  const present = await stat(path).catch(() => null);
  if (present?.isFile() && present.size === modelBytes.length && sha256Of(await readFile(path)) === sha256Of(modelBytes))
    return path;
  await writeWhole(path, modelBytes, 0o600);
  return path;
}

function checkEntries(files: ReadonlyMap<string, Uint8Array>, manifest: Manifest): void {
  const listed = new Map(manifest.entries.map((entry) => [entry.name, entry]));
  if (listed.size !== manifest.entries.length) throw invalid('the manifest lists an entry twice');
  for (const name of files.keys()) {
    if (name !== 'manifest.json' && !listed.has(name)) throw invalid(`${name} is not in the manifest`);
  }
  for (const { name, bytes, sha256 } of manifest.entries) {
    const file = fileOf(files, name);
    if (file.length !== bytes || sha256Of(file) !== sha256) throw invalid(`${name} is not the file that the manifest names`);
  }
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const file = files.get(name);
  if (file === undefined) throw invalid(`${name} is missing`);
  return file;
}

function parse<S extends z.ZodType>(bytes: Uint8Array | undefined, name: string, schema: S): z.output<S> {
  if (bytes === undefined) throw invalid(`${name} is missing`);
  if (bytes.length > 1024 * 1024) throw invalid(`${name} is too large`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new PasslineError('PACKAGE_INVALID', `${name} is damaged`, { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new PasslineError('PACKAGE_INVALID', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), {
      cause: parsed.error,
    });
  }
  return parsed.data;
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw invalid('it is not a file');
    if (found.size > packageLimits.maxBytes) throw invalid('the file is larger than 512 MB');
    return await readFile(path);
  } catch (error) {
    if (error instanceof PasslineError) throw error;
    throw new PasslineError(
      'PACKAGE_INVALID',
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      {
        cause: error,
      },
    );
  }
}

/** See `replaceFile`; makes the folder too. */
export async function writeWhole(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, bytes, mode);
}

/** Weights hardly shrink and pictures are packed already: everything is stored, so that reading is fast. */
function pack(files: AsyncZippable): Promise<Uint8Array> {
  // A date without a zone: zip keeps local time, and the bytes must not depend on where they are written.
  const options = { level: 0 as const, mtime: new Date(2020, 0, 1) };
  return new Promise((resolve, reject) => {
    zip(files, options, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function invalid(detail: string): PasslineError {
  return new PasslineError('PACKAGE_INVALID', detail);
}
