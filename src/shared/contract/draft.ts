import { z } from 'zod';
import { defectSchema } from '../domain/inspection.ts';
import { profileSchema } from '../domain/profile.ts';
import { toolKindSchema } from '../domain/recipe.ts';
import { regionsSchema } from '../domain/region.ts';

/**
 * Teaching a product on screen. A draft is a folder of pictures with what people said of them; teaching makes a model of it
 * in the background; saving makes a new recipe version of it. Drafts outlive pages and restarts until they are deleted.
 */
const id = z.string().max(64);
const count = z.number().int().min(0);

export const draftLimits = { pictures: 2_000, pictureBytes: 64 * 1024 * 1024, drafts: 50 } as const;

export const pictureLabelSchema = z.enum(['good', 'bad', 'unused']);
export type PictureLabel = z.infer<typeof pictureLabelSchema>;

/** What is odd about a picture as teaching material. It is pointed out; whether it is used is for a person to say. */
export const pictureFindingSchema = z.object({
  kind: z.enum(['unreadable', 'near_duplicate', 'blurred', 'too_dark', 'too_bright', 'other_shape']),
  /** Near duplicates: the picture that it resembles. */
  of: id.nullable(),
  /** For the engineer, English. */
  detail: z.string().nullable(),
});
export type PictureFinding = z.infer<typeof pictureFindingSchema>;

export const draftPictureSchema = z.object({
  /** SHA-256 of the file: the same file is in a draft once. */
  id,
  /** File name as it came; from a folder with the sub-folders that it lay in. */
  name: z.string(),
  label: pictureLabelSchema,
  /** Bad pictures: what kind of defect, where a person named it. */
  defect: z.string().nullable(),
  width: count.nullable(),
  height: count.nullable(),
  bytes: count,
  sha256: z.string(),
  findings: z.array(pictureFindingSchema),
  /** By the model that was taught last: cross-validated for pictures that took part in teaching. */
  score: z.number().nullable(),
});
export type DraftPicture = z.infer<typeof draftPictureSchema>;

/**
 * Why a job failed. `INTERRUPTED`: the station ended while it ran; what it had added is kept, start it again. `TOO_FEW_GOOD`:
 * fewer than five different good pictures can be used. `NO_REFERENCE`: none is chosen. `REFERENCE_UNSUITABLE`: it is too small,
 * or shows nothing that could be found again. `BACKBONE_MISSING`: the backbone that was chosen was removed, or cannot be used any
 * more. `LIMIT_REACHED`: the draft holds as many pictures as it may.
 */
export const draftFailureSchema = z.enum([
  'INTERRUPTED',
  'TOO_FEW_GOOD',
  'BACKBONE_MISSING',
  'NO_REFERENCE',
  'REFERENCE_UNSUITABLE',
  'LIMIT_REACHED',
  'SOURCE_INVALID',
  'CAMERA_LOST',
  'DISK_FULL',
  'ENGINE_LOST',
  'INTERNAL',
]);

/** Work in the background: pictures being taken in from a folder or the camera, or teaching. One at a time a draft. */
export const draftJobSchema = z.object({
  kind: z.enum(['add', 'teach']),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** `read`, `look` for adding; `look` and the steps of `TeachProgress` for teaching. */
  step: z.string().nullable(),
  done: count,
  total: count,
  /** Of the whole job, 0..1. */
  share: z.number().min(0).max(1),
  /** Null while too little is known. */
  secondsLeft: z.number().nullable(),
  startedAtUtc: z.string(),
  /** Files and frames that were not taken in: there already, no pictures by their name, too large. */
  skipped: count.default(0),
  failure: z.object({ code: draftFailureSchema, detail: z.string().nullable() }).nullable(),
});
export type DraftJob = z.infer<typeof draftJobSchema>;

/** On the score scale 0.25 is the middle of the good parts and 0.5 the automatic threshold: nobody means more than this. */
export const highestThreshold = 10;

/** The line that a person drew for a taught model: from `threshold` up a part fails, from `review` up a person looks. */
export const chosenLineSchema = z
  .object({ threshold: z.number().gt(0).max(highestThreshold), review: z.number().gt(0).nullable() })
  .refine(({ threshold, review }) => review === null || review < threshold, 'review: below the threshold.');
export type ChosenLine = z.infer<typeof chosenLineSchema>;

export const taughtSchema = z.object({
  modelSha256: z.string(),
  method: toolKindSchema.default('anomaly'),
  taughtAtUtc: z.string(),
  /** Null: not known of this one. */
  taughtBy: z.string().nullable().default(null),
  /** Pictures, labels or regions have changed since. */
  outdated: z.boolean(),
  /** On the score scale; where the automatic threshold lies. */
  threshold: z.number(),
  /** Kept for saving it; null: nobody moved it from where it is placed automatically. */
  line: chosenLineSchema.nullable().default(null),
  falseRejectRate: z.number(),
  good: count,
  bad: count,
  seconds: z.number(),
  /** The model's card, as in `products.get`. */
  card: z.record(z.string(), z.unknown()),
});
export type Taught = z.infer<typeof taughtSchema>;

export const draftSchema = z.object({
  id,
  name: z.string(),
  /** The product of which saving makes a new version; null: a new product. */
  productId: id.nullable(),
  /** Learning from good pictures, or comparing with one of the pictures. */
  method: toolKindSchema.default('anomaly'),
  /** The picture to compare with: it counts as none of the good ones. Null until one is chosen, and with the other method. */
  reference: id.nullable().default(null),
  /** With a reference: drawn on it. */
  regions: regionsSchema,
  /** Share of good parts that the automatic threshold may reject. */
  falseRejectRate: z.number().min(0.001).max(0.5),
  /** How long the model may look at a picture. */
  profile: profileSchema.default('fast'),
  /** A network that was added to this station, by its name, to look with; null: the built-in one. */
  backbone: z.string().max(40).nullable().default(null),
  createdAtUtc: z.string(),
  createdBy: z.string(),
  changedAtUtc: z.string(),
  counts: z.object({ good: count, bad: count, unused: count, found: count }),
  job: draftJobSchema.nullable(),
  taught: taughtSchema.nullable(),
  savedAs: z.object({ productId: id, version: z.number().int() }).nullable(),
});
export type Draft = z.infer<typeof draftSchema>;

export const openedDraftSchema = draftSchema.extend({ pictures: z.array(draftPictureSchema) });
export type OpenedDraft = z.infer<typeof openedDraftSchema>;

/** A picture judged by the taught model before it is a recipe: nothing is recorded, nothing counted. */
export const tryResultSchema = z.object({
  id,
  /** Null: it could not be judged, see `failure`. */
  score: z.number().nullable(),
  failure: z.object({ reason: z.string(), detail: z.string().nullable() }).nullable(),
  /** At the threshold that was asked for. */
  defects: z.array(defectSchema),
  width: count.nullable(),
  height: count.nullable(),
  ms: z.number().nullable(),
  /** JPEG and 8-bit grey PNG (see `encodeMap`), in memory for a while. */
  pictureUrl: z.string().nullable(),
  mapUrl: z.string().nullable(),
});
export type TryResult = z.infer<typeof tryResultSchema>;
