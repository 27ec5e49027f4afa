import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { readPictureFile } from './decode.ts';
import { oneLine, VisionError } from './errors.ts';
import type { ModelCard } from './types.ts';

/**
 * The file of a model, whatever its kind: a zip named `<sha256>.model`, with a card, a self-test and what judges. Its name is
 * the SHA-256 of the lines `<sha256 of the entry> <name>\n` of every entry but the card, ordered by name.
 */
export type ModelEntries = Readonly<Record<string, Uint8Array>>;

const modelExtension = '.model';
const maxFileBytes = 256 * 1024 * 1024;
/** What an entry may unpack to. */
const maxEntryBytes = { 'graph.onnx': 224 * 1024 * 1024, other: 8 * 1024 * 1024 };
const maxEntries = 96;
const entryName =
  /^(graph\.onnx|preprocessing\.json|kinds\.json|comparison\.json|reference\.png|golden\.png|self-test\.json|card\.json|self-test\/\d{1,2}\.png|taught\/\d{1,2}\.jpg)$/;

const text = z.string().max(20_000);
const scores = z.array(z.number()).max(100_000);
export const cardSchema: z.ZodType<ModelCard> = z.object({
  method: text,
  name: text,
  createdAtUtc: text,
  backbone: z.object({ name: text, sha256: text, licence: text }).nullable(),
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
  carried: z.array(text).max(100).optional(),
  scoring: z
    .object({
      members: z.array(z.object({ name: z.string().max(80), weight: z.number() })).max(16),
      evidence: z.object({ positionVariance: z.number(), spread: z.number() }),
      turning: z
        .object({
          looked: z.number(),
          found: z.number(),
          turned: z.number(),
          followed: z.number(),
          gained: z.number().nullable(),
          upright: z.boolean(),
        })
        .optional(),
      closer: z.object({ unexplained: z.number(), deviations: z.number() }).optional(),
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
  kinds: z
    .object({
      kinds: z.array(z.object({ name: z.string().max(60), pictures: z.number() })).max(100),
      kept: z.boolean(),
      named: z.number(),
      right: z.number().nullable(),
    })
    .optional(),
  limits: z.array(text).max(50),
  notices: z.array(text).max(50),
});

const sha256Of = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

export function identityOf(entries: ModelEntries): string {
  const lines = Object.keys(entries)
    .filter((name) => name !== 'card.json')
    .sort()
    .map((name) => `${sha256Of(entries[name] as Uint8Array)} ${name}\n`);
  return sha256Of(lines.join(''));
}

/** An entry of JSON. */
export const jsonEntry = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);

/** The entry of that name; throws where there is none. */
export function entryOf(entries: ModelEntries, name: string): Uint8Array {
  const found = entries[name];
  if (found === undefined) throw new Error(`the model has no ${name}`);
  return found;
}

/** What stands in an entry of JSON, not yet believed. */
export const readJsonEntry = (entries: ModelEntries, name: string): unknown =>
  JSON.parse(new TextDecoder().decode(entryOf(entries, name)));

/** Writes a model's file into `folder` (whole or not at all); answers with its path and name. */
export async function writeEntries(folder: string, entries: ModelEntries): Promise<{ path: string; sha256: string }> {
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
 * Reads a model's entries from an untrusted file. Throws VisionError: MODEL_MISSING where there is no file, MODEL_REJECTED
 * where it is not a model, too large, or not the one its name says.
 */
export async function readEntries(path: string): Promise<ModelEntries> {
  await stat(path).catch((error: unknown) => {
    throw new VisionError('MODEL_MISSING', 'the model file is not there', { cause: error });
  });
  try {
    const bytes = await readPictureFile(path, { maxFileBytes, maxPixels: 0, maxSidePx: 0, minSidePx: 0 });
    const entries = unpack(bytes);
    const sha256 = identityOf(entries);
    const named = /^([0-9a-f]{64})\b/.exec(basename(path))?.[1];
    if (named !== undefined && named !== sha256) throw new Error(`the content is ${sha256}, not what the name says`);
    return entries;
  } catch (error) {
    throw new VisionError('MODEL_REJECTED', error instanceof VisionError ? error.detail : oneLine(error), { cause: error });
  }
}

function unpack(bytes: Uint8Array): ModelEntries {
  let count = 0;
  return unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      const limit = name === 'graph.onnx' ? maxEntryBytes['graph.onnx'] : maxEntryBytes.other;
      if (++count > maxEntries || !entryName.test(name) || originalSize > limit)
        throw new Error('an entry that no model has, or too large');
      return true;
    },
  });
}
