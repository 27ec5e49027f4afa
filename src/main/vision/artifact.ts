import { cardSchema, entryOf, identityOf, jsonEntry, type ModelEntries, readJsonEntry, writeEntries } from './model-file.ts';
import { type Preprocessing, preprocessingSchema } from './preprocess.ts';
import { readSelfTest, type StoredSelfTest } from './self-test.ts';
import { readTaught, taughtEntries } from './taught-pictures.ts';
import type { ModelCard } from './types.ts';

/**
 * A model that is a graph:
 *
 *     graph.onnx           the whole model: uint8 picture [1, H, W, 3] → score [1] and map [h, w], and what explains them
 *     preprocessing.json   what happens to a picture before the graph
 *     self-test.json       expected scores, and the fingerprint of the machine they were seen on
 *     self-test/N.png      their inputs
 *     taught/N.jpg         good pictures, to be shown beside what looks like a place in them
 *     card.json            what people want to know of it; no part of its identity
 */
export interface Artifact {
  readonly sha256: string;
  readonly graph: Uint8Array;
  readonly preprocessing: Preprocessing;
  readonly selfTest: StoredSelfTest;
  readonly taught: readonly Uint8Array[];
  readonly card: ModelCard;
}

/** Writes the artifact into `folder` (whole or not at all); answers with its path and name. */
export function writeArtifact(folder: string, parts: Omit<Artifact, 'sha256'>): Promise<{ path: string; sha256: string }> {
  return writeEntries(folder, {
    'graph.onnx': parts.graph,
    'preprocessing.json': jsonEntry(parts.preprocessing),
    'self-test.json': jsonEntry(parts.selfTest.test),
    ...parts.selfTest.inputs,
    ...taughtEntries(parts.taught),
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
    selfTest: readSelfTest(entries),
    taught: await readTaught(entries, preprocessing.input),
    card: cardSchema.parse(readJsonEntry(entries, 'card.json')),
  };
}
