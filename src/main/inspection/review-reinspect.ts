import { createHash, randomUUIDv7 } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Reinspection } from '#shared/contract/review.ts';
import type { PartReport } from '#shared/domain/inspection.ts';
import { decisiveTool, judgePart } from '#shared/domain/judging.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import type { Engine, Judgement, ModelPaths } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import { createTurn } from './in-turn.ts';

const prepareTimeoutMs = 120_000;
const judgeTimeoutMs = 60_000;
const mostWaiting = 4;

export interface ReinspectDeps {
  readonly bench: Engine;
  readonly records: Pick<Records, 'part' | 'recipe' | 'picturePath'>;
  readonly modelPaths: (recipe: Recipe) => ModelPaths;
  /** Keeps the map for a while, under an id of its own; answers with its address. */
  readonly keepMap: (id: string, map: Uint8Array) => string;
}

export interface ReinspectRequest {
  readonly partId: string;
  /** Default: that of the part. */
  readonly productId: string | null;
  /** Default: the product's newest. */
  readonly version: number | null;
}

/**
 * Judges the stored full picture of a part by another recipe version, in the bench engine and by the same code as the line.
 * Nothing is recorded and nothing of the record changes. Fails with NOT_FOUND (no such part, product or version; the
 * picture is not kept), NO_PRODUCT (the part has none and none was named), BUSY, or NOT_READY.
 */
export function createReinspect(deps: ReinspectDeps): (request: ReinspectRequest) => Promise<Reinspection> {
  const { bench, records } = deps;
  const turn = createTurn();
  let waiting = 0;

  const ask = async (recipe: Recipe, path: string): Promise<Judgement> => {
    const partId = randomUUIDv7();
    await bench.call('prepare', { recipe, models: deps.modelPaths(recipe) }, { timeoutMs: prepareTimeoutMs });
    const patient = { ...recipe, limits: { ...recipe.limits, judgeTimeoutMs } };
    const judgement = await bench.call(
      'judgePicture',
      { partId, picture: { path }, recipe: patient },
      { timeoutMs: 2 * judgeTimeoutMs },
    );
    await bench.call('forget', { partId }, { timeoutMs: judgeTimeoutMs });
    return judgement;
  };

  const reinspect = async (part: PartReport, stored: StoredRecipe): Promise<Reinspection> => {
    const picture = await records.picturePath(part.id, 'full');
    if (picture === null) throw new PasslineError('NOT_FOUND', 'The full picture of this part is not kept.');
    const recorded = part.pictures.find(({ kind }) => kind === 'full')?.sha256 ?? null;
    const intact = (await hashOf(picture.path)) === recorded;
    const judgement = await ask(stored.recipe, picture.path);
    const { verdict, reason, detail, tools } = judgePart(stored.recipe, {
      picture: judgement.frame === null ? null : { kind: 'upload' },
      measured: judgement.tools,
      failure: judgement.failure,
    });
    const deciding = decisiveTool(tools);
    return {
      partId: part.id,
      lossless: picture.mime === 'image/png',
      intact,
      productId: stored.recipe.productId,
      productName: stored.recipe.name,
      version: stored.version,
      verdict,
      reason,
      detail,
      score: deciding?.score ?? null,
      threshold: deciding?.threshold ?? null,
      tools: [...tools],
      width: judgement.frame?.width ?? null,
      height: judgement.frame?.height ?? null,
      mapUrl: judgement.map === null ? null : deps.keepMap(judgement.partId, judgement.map),
      latency: judgement.latency,
      engineFingerprint: bench.info()?.fingerprint ?? null,
      original: { verdict: part.verdict, score: part.score, threshold: part.threshold, recipeVersion: part.recipeVersion },
    };
  };

  return async ({ partId, productId, version }) => {
    const part = await records.part(partId);
    if (part === null) throw new PasslineError('NOT_FOUND');
    const wanted = productId ?? part.productId;
    if (wanted === null) throw new PasslineError('NO_PRODUCT');
    const stored = await records.recipe(wanted, version ?? undefined);
    if (stored === null) throw new PasslineError('NOT_FOUND', 'There is no such product or recipe version.');
    if (waiting >= mostWaiting) throw new PasslineError('BUSY');
    waiting += 1;
    try {
      return await turn(() => reinspect(part, stored));
    } finally {
      waiting -= 1;
    }
  };
}

/** SHA-256 in hexadecimal. The file can go at any moment: its retention may end. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw new PasslineError('NOT_FOUND', 'The full picture of this part cannot be read.', { cause: error });
  }
  return hash.digest('hex');
}
