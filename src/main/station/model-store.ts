import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { type Engine, EngineError, isEngineGone, type ModelPaths } from '../engine/index.ts';
import { type ModelPicture, readModelPictures } from '../records/index.ts';
import { type GoldenPicture, installModel, readPackage, writeWhole } from '../learning/package.ts';

/** What a package held, its model put into the store. */
export interface InstalledProduct {
  readonly recipe: Recipe;
  readonly golden: readonly GoldenPicture[];
}

export interface ModelStore {
  /** Where the models that a recipe names lie; one that is not on this station is left out, and the engine says so. */
  pathsOf(recipe: Recipe): ModelPaths;
  /** The file of a model. Fails with NOT_FOUND when it is not on this station. */
  bytes(sha256: string): Promise<Uint8Array>;
  /** What is known of a model; empty when it is not on this station. */
  card(sha256: string): Promise<Record<string, unknown>>;
  /** A picture that a model carries; null where the model is not on this station or carries none of that number. */
  picture(sha256: string, number: number): Promise<ModelPicture | null>;
  /**
   * Checks a `.passline` file and puts its model into the store. The model is loaded and its self-test replayed in the bench
   * engine before anything is kept; PACKAGE_INVALID, and nothing has changed.
   */
  install(packageFile: string): Promise<InstalledProduct>;
  /** The same for a package that came with this Passline: proved when the line loads it, so that the start is not kept waiting. */
  installTrusted(packageFile: string): Promise<InstalledProduct>;
  /** The same for the file of a model that was taught here; proved as that of a package is. */
  installTaught(recipe: Recipe, modelPath: string): Promise<void>;
}

const proveTimeoutMs = 120_000;
const mostCardBytes = 8 * 1024 * 1024;
/** Whose pictures are kept in memory. */
const mostTaughtModels = 4;
const cardSchema = z.record(z.string(), z.unknown());

/** The models of a station: each a file in `folder` named by its SHA-256. */
export function createModelStore(folder: string, bench: Engine): ModelStore {
  // a model never changes under its name, and lists ask for the cards of all products
  const cards = new Map<string, Record<string, unknown>>();
  const taught = new Map<string, Promise<ReadonlyMap<number, ModelPicture>>>();
  const nameOf = (sha256: string) => readdirSync(folder).find((entry) => entry === `${sha256}.model`);
  const pathsOf = (recipe: Recipe): ModelPaths => {
    const hashes = recipe.views.flatMap(({ tools }) => tools.map(({ modelSha256 }) => modelSha256));
    return Object.fromEntries(
      hashes.filter((sha256) => nameOf(sha256)).map((sha256) => [sha256, join(folder, `${sha256}.model`)]),
    );
  };

  const prove = async (recipe: Recipe, models: ModelPaths): Promise<void> => {
    try {
      await bench.call('prepare', { recipe, models }, { timeoutMs: proveTimeoutMs });
    } catch (error) {
      if (error instanceof EngineError && !isEngineGone(error)) {
        throw new PasslineError('PACKAGE_INVALID', `The model was rejected: ${error.detail}`, { cause: error });
      }
      throw error;
    }
  };

  return {
    pathsOf,
    async bytes(sha256) {
      const name = nameOf(sha256);
      if (name === undefined) throw new PasslineError('NOT_FOUND', 'The model is not on this station.');
      return readFile(join(folder, name));
    },
    async card(sha256) {
      const known = cards.get(sha256);
      if (known !== undefined) return known;
      const name = nameOf(sha256);
      if (name === undefined) return {};
      const card = readCard(await readFile(join(folder, name)));
      cards.set(sha256, card);
      return card;
    },
    async picture(sha256, number) {
      const name = nameOf(sha256);
      if (name === undefined) return null;
      const known = taught.get(sha256) ?? readModelPictures(join(folder, name));
      // Used last stands last; a part shows several pictures of one model, whose file may have hundreds of megabytes.
      taught.delete(sha256);
      taught.set(sha256, known);
      known.catch(() => taught.delete(sha256));
      for (const oldest of [...taught.keys()].slice(0, -mostTaughtModels)) taught.delete(oldest);
      return (await known).get(number) ?? null;
    },
    async installTrusted(packageFile) {
      const product = await readPackage(packageFile);
      await installModel(product, folder);
      return product;
    },
    async install(packageFile) {
      const product = await readPackage(packageFile);
      const { sha256 } = product.manifest.model;
      // beside the model that may be here under this name already: nothing is replaced by what is not proved
      const candidate = join(folder, `${sha256}.${randomUUID()}.tmp`);
      try {
        await writeWhole(candidate, product.modelBytes, 0o600);
        await prove(product.recipe, { [sha256]: candidate });
      } finally {
        await rm(candidate, { force: true });
      }
      await installModel(product, folder);
      return product;
    },
    async installTaught(recipe, modelPath) {
      const { modelSha256: sha256 = '' } = recipe.views[0]?.tools[0] ?? {};
      await prove(recipe, { [sha256]: modelPath });
      await installModel({ manifest: { model: { sha256 } }, modelBytes: await readFile(modelPath) }, folder);
    },
  };
}

/** The card inside a model's file. The engine has checked the whole file before; here a damaged one only has no card. */
function readCard(model: Uint8Array): Record<string, unknown> {
  try {
    const files = unzipSync(model, { filter: ({ name, originalSize }) => name === 'card.json' && originalSize <= mostCardBytes });
    return cardSchema.parse(JSON.parse(new TextDecoder().decode(files['card.json'])));
  } catch {
    return {};
  }
}
