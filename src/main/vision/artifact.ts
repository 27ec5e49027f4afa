import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { readPictureFile } from './decode.ts';
import { oneLine, VisionError } from './errors.ts';
import { type Preprocessing, preprocessingSchema } from './preprocess.ts';
import { type StoredSelfTest, selfTestSchema } from './self-test.ts';
import type { ModelCard } from './types.ts';

/**
 * The model artifact: one zip file named `<sha256>.model`.
 *
 *     graph.onnx           the whole model: uint8 picture [1, H, W, 3] → score [1] and map [h, w]
 *     preprocessing.json   what happens to a picture before the graph
 *     self-test.json       expected scores, and the fingerprint of the machine they were seen on
 *     self-test/N.png      their inputs
 *     card.json            what people want to know of it; no part of its identity
 *
 * Its name is the SHA-256 of the lines `<sha256 of the entry> <name>\n` of every entry but the card, ordered by name.
 */
export interface Artifact {
  readonly sha256: string;
  readonly graph: Uint8Array;
  readonly preprocessing: Preprocessing;
  readonly selfTest: StoredSelfTest;
  readonly card: ModelCard;
}

export const modelExtension = '.model';
const maxFileBytes = 128 * 1024 * 1024;
/** What an entry may unpack to. */
const maxEntryBytes = { 'graph.onnx': 96 * 1024 * 1024, other: 8 * 1024 * 1024 };
const maxEntries = 24;
const entryName = /^(graph\.onnx|preprocessing\.json|self-test\.json|card\.json|self-test\/\d{1,2}\.png)$/;

const text = z.string().max(20_000);
const scores = z.array(z.number()).max(100_000);
const cardSchema: z.ZodType<ModelCard> = z.object({
  method: text,
  name: text,
  createdAtUtc: text,
  backbone: z.object({ name: text, sha256: text, licence: text }),
  input: z.object({ width: z.number(), height: z.number() }),
  teaching: z.object({ good: z.number(), bad: z.number(), datasetSha256: text, seconds: z.number(), patches: z.number() }),
  threshold: z.object({
    value: z.number(),
    falseRejectRate: z.number(),
    method: text,
    review: z.object({ value: z.number().nullable(), rate: z.number() }).optional(),
    goodScores: scores,
    badScores: scores,
  }),
  scoring: z
    .object({
      members: z.array(z.object({ name: z.string().max(80), weight: z.number() })).max(16),
      evidence: z.object({ positionVariance: z.number(), spread: z.number() }),
      copies: z.number(),
      labelled: z
        .object({
          defects: z.number(),
          kept: z.boolean(),
          share: z.number(),
          without: z.number().nullable(),
          with: z.number().nullable(),
        })
        .optional(),
    })
    .optional(),
  limits: z.array(text).max(50),
  notices: z.array(text).max(50),
});

const sha256Of = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

function identityOf(entries: Readonly<Record<string, Uint8Array>>): string {
  const lines = Object.keys(entries)
    .filter((name) => name !== 'card.json')
    .sort()
    .map((name) => `${sha256Of(entries[name] as Uint8Array)} ${name}\n`);
  return sha256Of(lines.join(''));
}

/** Writes the artifact into `folder` (whole or not at all); answers with its path and name. */
export async function writeArtifact(folder: string, parts: Omit<Artifact, 'sha256'>): Promise<{ path: string; sha256: string }> {
  const json = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  const entries: Record<string, Uint8Array> = {
    'graph.onnx': parts.graph,
    'preprocessing.json': json(parts.preprocessing),
    'self-test.json': json(parts.selfTest.test),
    ...parts.selfTest.inputs,
    'card.json': json(parts.card),
  };
  const sha256 = identityOf(entries);
  // Weights hardly shrink and pictures are packed already: storing them makes loading fast.
  const zip = zipSync(entries, { level: 0, mtime: new Date('2020-01-01T00:00:00') });
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${sha256}${modelExtension}`);
  const draft = `${path}.${process.pid}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(zip);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return { path, sha256 };
}

/**
 * Reads an artifact from an untrusted file. Throws VisionError: MODEL_MISSING where there is no file, MODEL_REJECTED where it
 * is not a model, too large, or not the one its name says.
 */
export async function readArtifact(path: string): Promise<Artifact> {
  await stat(path).catch((error: unknown) => {
    throw new VisionError('MODEL_MISSING', 'the model file is not there', { cause: error });
  });
  try {
    const bytes = await readPictureFile(path, { maxFileBytes, maxPixels: 0, maxSidePx: 0, minSidePx: 0 });
    const artifact = parseArtifact(bytes);
    const named = /^([0-9a-f]{64})\b/.exec(basename(path))?.[1];
    if (named !== undefined && named !== artifact.sha256)
      throw new Error(`the content is ${artifact.sha256}, not what the name says`);
    return artifact;
  } catch (error) {
    throw new VisionError('MODEL_REJECTED', error instanceof VisionError ? error.detail : oneLine(error), { cause: error });
  }
}

function parseArtifact(bytes: Uint8Array): Artifact {
  let count = 0;
  const entries = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      const limit = name === 'graph.onnx' ? maxEntryBytes['graph.onnx'] : maxEntryBytes.other;
      if (++count > maxEntries || !entryName.test(name) || originalSize > limit)
        throw new Error('an entry that no model has, or too large');
      return true;
    },
  });
  const entry = (name: string) => {
    const found = entries[name];
    if (found === undefined) throw new Error(`the model has no ${name}`);
    return found;
  };
  const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(entry(name)));
  return {
    sha256: identityOf(entries),
    graph: entry('graph.onnx'),
    preprocessing: preprocessingSchema.parse(json('preprocessing.json')),
    selfTest: {
      test: selfTestSchema.parse(json('self-test.json')),
      inputs: Object.fromEntries(Object.entries(entries).filter(([name]) => name.startsWith('self-test/'))),
    },
    card: cardSchema.parse(json('card.json')),
  };
}
