import type { SpokenScorer } from '#shared/domain/inspection.ts';
import { wholePicture } from '#shared/domain/region.ts';
import { carriedSize } from './alike.ts';
import { type Artifact, parseArtifact } from './artifact.ts';
import { notInspected } from './compile.ts';
import { findDefects, upsampleMap } from './defects.ts';
import { oneLine, VisionError } from './errors.ts';
import { judgeCrop } from './judge.ts';
import { nameDefects } from './kinds/name-defects.ts';
import { readEntries } from './model-file.ts';
import { trustedGraph } from './onnx/trust.ts';
import { placeMap } from './place-map.ts';
import { openPreparation, partNotFound } from './prepare.ts';
import { isReferenceModel, openReferenceModel } from './reference/model.ts';
import { resemblancesOf } from './resemblances.ts';
import { replaySelfTest } from './self-test.ts';
import { openSession, type Session } from './session.ts';
import type { Model } from './types.ts';
import { replayPlaces } from './upright/places-test.ts';

/**
 * Opens a model artifact: its hash is checked and its self-test replayed before it may judge anything. Throws VisionError:
 * MODEL_MISSING, MODEL_REJECTED.
 */
export async function loadModel(path: string): Promise<Model> {
  const entries = await readEntries(path);
  try {
    return await (isReferenceModel(entries) ? openReferenceModel(entries) : openGraph(await parseArtifact(entries)));
  } catch (error) {
    if (error instanceof VisionError && error.code === 'MODEL_REJECTED') throw error;
    throw new VisionError('MODEL_REJECTED', oneLine(error), { cause: error });
  }
}

async function openGraph({ sha256, card, preprocessing, golden, selfTest, taught, kinds, graph }: Artifact): Promise<Model> {
  const { input, map: grid, crop: area = wholePicture, upright, regions = [] } = preprocessing;
  const whole = area === wholePicture && upright === undefined;
  const prepare = await openPreparation(preprocessing, golden);
  const judges = [
    ...(card.scoring?.members ?? []).map(({ name }) => name),
    ...(card.scoring?.labelled?.kept ? ['labelled'] : []),
  ];
  let session: Session;
  try {
    session = await openSession(trustedGraph(graph));
  } catch (error) {
    throw new VisionError('MODEL_REJECTED', `the graph cannot be used: ${oneLine(error)}`, { cause: error });
  }
  try {
    await replaySelfTest((crop) => judgeCrop(session, crop, grid), selfTest, input);
    if (upright !== undefined && golden !== null) await replayPlaces(selfTest, upright, golden);
  } catch (error) {
    await session.close();
    if (error instanceof VisionError && error.code === 'MODEL_REJECTED') throw error;
    throw new VisionError('MODEL_REJECTED', `the self-test failed: ${oneLine(error)}`, { cause: error });
  }
  return {
    kind: 'anomaly',
    sha256,
    card,
    regions,
    async measure(image, options) {
      const start = performance.now();
      const { crop, toPicture, locateMs, hasPart } = prepare(image);
      const prepared = performance.now();
      const judged = await judgeCrop(session, crop, grid);
      const { score, cells, spoken } = judged;
      // The ground around parts is good too: what would pass has to show a part.
      if (score < options.threshold && !hasPart()) throw partNotFound();
      const inferred = performance.now();
      const seen = upsampleMap(cells);
      const found = score >= options.threshold ? findDefects(seen, image, options, toPicture) : [];
      const defects = kinds === null ? found : nameDefects(kinds, judged, found, toPicture, options.threshold);
      const resemblances = resemblancesOf(judged, defects, toPicture, image, carriedSize(input), taught.length);
      const latencyMs = {
        ...(locateMs === null ? {} : { locate: locateMs }),
        prepare: prepared - start - (locateMs ?? 0),
        infer: inferred - prepared,
        defects: performance.now() - inferred,
      };
      const map = whole ? seen : placeMap(seen, toPicture, image, notInspected);
      return { score, map, defects, scorers: scorersOf(judges, spoken), resemblances, crop, latencyMs };
    },
    close: session.close,
  };
}

/** Which judges lift the score of this picture, as shares of all that lift it; none where nothing does. */
function scorersOf(names: readonly string[], spoken: readonly number[]): SpokenScorer[] {
  // The card is no part of the model's identity: names that do not fit say nothing.
  if (spoken.length !== names.length || !spoken.every(Number.isFinite)) return [];
  const sum = spoken.reduce((total, lift) => total + Math.max(0, lift), 0);
  if (!(sum > 0)) return [];
  return names.map((name, k) => ({ name, share: Math.max(0, spoken[k] as number) / sum }));
}
