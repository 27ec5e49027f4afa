import { z } from 'zod';
import { regionsSchema } from '#shared/domain/region.ts';
import { encodePng } from '../encode.ts';
import { cardSchema, entryOf, identityOf, jsonEntry, type ModelEntries, readJsonEntry, writeEntries } from '../model-file.ts';
import { decodeInput, readSelfTest, type StoredSelfTest } from '../self-test.ts';
import { kindsEntry } from '../kinds/name-defects.ts';
import type { Image, ModelCard } from '../types.ts';
import { readReferenceKinds, type ReferenceKinds } from './kinds.ts';
import { comparisonSchema } from './parameters.ts';

const side = z.number().int().min(32).max(2048);

/** How pictures become comparable with the reference, how they are compared, and how that becomes a score. */
const descriptionSchema = z.strictObject({
  /** 1 compared colours at full size. */
  format: z.literal(2),
  /** Area average in arithmetic of our own, see `resizeArea`. */
  resize: z.literal('area'),
  size: z.strictObject({ width: side, height: side }),
  /** Aspect ratios (width / height) that are accepted. */
  aspect: z.strictObject({ min: z.number().positive(), max: z.number().positive() }),
  comparison: comparisonSchema,
  /** On the reference; absent: all of it is inspected. */
  regions: regionsSchema.min(1).optional(),
  /** score = difference · scale + offset */
  score: z.strictObject({ scale: z.number().positive(), offset: z.number() }),
});
export type ReferenceDescription = z.infer<typeof descriptionSchema>;

/**
 * A model that is a reference picture:
 *
 *     reference.png     the reference, lossless, at the size at which pictures are compared
 *     comparison.json   how they are compared
 *     kinds.json        how it tells kinds of defects apart, where it does
 *     self-test.json    expected scores, and the fingerprint of the machine they were seen on
 *     self-test/N.png   their inputs
 *     card.json         what people want to know of it; no part of its identity
 */
export interface ReferenceArtifact {
  readonly sha256: string;
  readonly reference: Image;
  readonly description: ReferenceDescription;
  /** Null where it names none. */
  readonly kinds: ReferenceKinds | null;
  readonly selfTest: StoredSelfTest;
  readonly card: ModelCard;
}

const comparisonEntry = 'comparison.json';

/** Whether the entries are those of a reference and not of a graph. */
export const isReferenceModel = (entries: ModelEntries): boolean => comparisonEntry in entries;

/** Writes the artifact into `folder` (whole or not at all); answers with its path and name. */
export async function writeReferenceArtifact(
  folder: string,
  parts: Omit<ReferenceArtifact, 'sha256'>,
): Promise<{ path: string; sha256: string }> {
  return writeEntries(folder, {
    'reference.png': await encodePng(parts.reference, 9),
    [comparisonEntry]: jsonEntry(parts.description),
    ...(parts.kinds === null ? {} : { [kindsEntry]: jsonEntry(parts.kinds) }),
    'self-test.json': jsonEntry(parts.selfTest.test),
    ...parts.selfTest.inputs,
    'card.json': jsonEntry(parts.card),
  });
}

/** Throws where an entry is missing or is not what it should be. */
export async function parseReferenceArtifact(entries: ModelEntries): Promise<ReferenceArtifact> {
  const description = descriptionSchema.parse(readJsonEntry(entries, comparisonEntry));
  return {
    sha256: identityOf(entries),
    reference: await decodeInput(entryOf(entries, 'reference.png'), description.size),
    description,
    kinds: readReferenceKinds(entries),
    selfTest: readSelfTest(entries),
    card: cardSchema.parse(readJsonEntry(entries, 'card.json')),
  };
}
