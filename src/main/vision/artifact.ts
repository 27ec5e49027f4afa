import { kindsEntry, type NamedKinds, readKinds } from './kinds/name-defects.ts';
import { cardSchema, entryOf, identityOf, jsonEntry, type ModelEntries, readJsonEntry, writeEntries } from './model-file.ts';
import { type Preprocessing, preprocessingSchema } from './preprocess.ts';
import { readSelfTest, type StoredSelfTest } from './self-test.ts';
import { readTaught, taughtEntries } from './taught-pictures.ts';
import type { ModelCard } from './types.ts';
import { decodeGolden, encodeGolden } from './upright/golden-picture.ts';
import type { Golden } from './upright/locate.ts';

/**
 * A model that is a graph:
 *
 *     graph.onnx           the whole model: uint8 picture [1, H, W, 3] → score [1] and map [h, w], and what explains them
 *     preprocessing.json   what happens to a picture before the graph
 *     golden.png           where parts are brought upright: the golden part, its grey as red, its mask as green
 *     self-test.json       expected scores, and the fingerprint of the machine they were seen on
 *     self-test/N.png      their inputs
 *     taught/N.jpg         good pictures, to be shown beside what looks like a place in them
 *     kinds.json           kinds of defects, and how sure one has to be; where it names any
 *     card.json            what people want to know of it; no part of its identity
 */
export interface Artifact {
  readonly sha256: string;
  readonly graph: Uint8Array;
  readonly preprocessing: Preprocessing;
  /** Where parts are brought upright. */
  readonly golden: Golden | null;
  readonly selfTest: StoredSelfTest;
  readonly taught: readonly Uint8Array[];
  /** Null where it names no kinds of defects. */
  readonly kinds: NamedKinds | null;
  readonly card: ModelCard;
}

/** Writes the artifact into `folder` (whole or not at all); answers with its path and name. */
export async function writeArtifact(folder: string, parts: Omit<Artifact, 'sha256'>): Promise<{ path: string; sha256: string }> {
  return writeEntries(folder, {
    'graph.onnx': parts.graph,
    'preprocessing.json': jsonEntry(parts.preprocessing),
    ...(parts.golden === null ? {} : { 'golden.png': await encodeGolden(parts.golden) }),
    'self-test.json': jsonEntry(parts.selfTest.test),
    ...parts.selfTest.inputs,
    ...taughtEntries(parts.taught),
    ...(parts.kinds === null ? {} : { [kindsEntry]: jsonEntry(parts.kinds) }),
    'card.json': jsonEntry(parts.card),
  });
}

/** Throws where an entry is missing or is not what it should be. */
export async function parseArtifact(entries: ModelEntries): Promise<Artifact> {
  const preprocessing = preprocessingSchema.parse(readJsonEntry(entries, 'preprocessing.json'));
  return {
    sha256: identityOf(entries),
    graph: entryOf(entries, 'graph.onnx'),
    preprocessing,
    golden: preprocessing.upright === undefined ? null : await decodeGolden(entryOf(entries, 'golden.png')),
    selfTest: readSelfTest(entries),
    taught: await readTaught(entries, preprocessing.input),
    kinds: readKinds(entries),
    card: cardSchema.parse(readJsonEntry(entries, 'card.json')),
  };
}
