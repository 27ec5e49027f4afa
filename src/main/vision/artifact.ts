import { cardSchema, entryOf, identityOf, jsonEntry, type ModelEntries, readJsonEntry, writeEntries } from './model-file.ts';
import { type Preprocessing, preprocessingSchema } from './preprocess.ts';
import { readSelfTest, type StoredSelfTest } from './self-test.ts';
import type { ModelCard } from './types.ts';

/**
 * A model that is a graph:
 *
 *     graph.onnx           the whole model: uint8 picture [1, H, W, 3] → score [1] and map [h, w]
 *     preprocessing.json   what happens to a picture before the graph
 *     self-test.json       expected scores, and the fingerprint of the machine they were seen on
 *     self-test/N.png      their inputs
 *     card.json            what people want to know of it; no part of its identity
 */
export interface Artifact {
  readonly sha256: string;
  readonly graph: Uint8Array;
  readonly preprocessing: Preprocessing;
  readonly selfTest: StoredSelfTest;
  readonly card: ModelCard;
}

/** Writes the artifact into `folder` (whole or not at all); answers with its path and name. */
export function writeArtifact(folder: string, parts: Omit<Artifact, 'sha256'>): Promise<{ path: string; sha256: string }> {
  return writeEntries(folder, {
    'graph.onnx': parts.graph,
    'preprocessing.json': jsonEntry(parts.preprocessing),
    'self-test.json': jsonEntry(parts.selfTest.test),
    ...parts.selfTest.inputs,
    'card.json': jsonEntry(parts.card),
  });
}

/** Throws where an entry is missing or is not what it should be. */
export function parseArtifact(entries: ModelEntries): Artifact {
  return {
    sha256: identityOf(entries),
    graph: entryOf(entries, 'graph.onnx'),
    preprocessing: preprocessingSchema.parse(readJsonEntry(entries, 'preprocessing.json')),
    selfTest: readSelfTest(entries),
    card: cardSchema.parse(readJsonEntry(entries, 'card.json')),
  };
}
