import { z } from 'zod';
import { defectSchema } from '../domain/inspection.ts';
import { profileSchema } from '../domain/profile.ts';
import { toolKindSchema } from '../domain/recipe.ts';
import { regionsSchema } from '../domain/region.ts';
import { call } from './call.ts';
import { productSchema } from './products.ts';

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

const draftName = z.string().trim().min(1).max(80);
const withId = z.object({ id });
const changeable = {
  name: draftName.optional(),
  productId: id.nullable().optional(),
  method: toolKindSchema.optional(),
  /** BAD_REQUEST for what is no picture of the draft that can be read. Its label becomes `good`, for when another is chosen. */
  reference: id.nullable().optional(),
  regions: regionsSchema.optional(),
  falseRejectRate: z.number().min(0.001).max(0.5).optional(),
  profile: profileSchema.optional(),
  /** NOT_FOUND where the station has none of that name. */
  backbone: z.string().max(40).nullable().optional(),
  /** Of the model that was looked at: VERSION_OUTDATED where another was taught meanwhile. Teaching again begins without one. */
  line: z.object({ modelSha256: z.string(), chosen: chosenLineSchema.nullable() }).optional(),
};

/** A network that was added to the station (`passline backbones add`) and tried out here. */
export const backboneSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  licence: z.string(),
  opset: count,
  /** Of the part up to its taps, which goes into every model. */
  weightBytes: count,
  /** One run of that part, on this machine. */
  ms: z.number(),
  /** Of its input; null: by the picture. */
  width: count.nullable(),
  height: count.nullable(),
  /** How many of its layers are used. */
  taps: count,
  addedAtUtc: z.string(),
});
export type StoredBackbone = z.infer<typeof backboneSchema>;

export const teachContract = {
  backbones: call('engineer')
    .route({ method: 'GET', path: '/teach/backbones', summary: 'Backbones that were added to the station, by name' })
    .output(z.array(backboneSchema)),
  list: call('engineer')
    .route({ method: 'GET', path: '/teach/drafts', summary: 'Drafts, last changed first' })
    .output(z.array(draftSchema)),
  create: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts', summary: 'Begin teaching: a new product, or a new version of one' })
    // Without a method it is that of the product, learning from good pictures for a new one.
    .input(z.object({ name: draftName, productId: id.nullable().default(null), method: toolKindSchema.optional() }))
    .output(openedDraftSchema),
  get: call('engineer')
    .route({ method: 'GET', path: '/teach/drafts/{id}', summary: 'A draft with its pictures, scores and how far its job is' })
    .input(withId)
    .output(openedDraftSchema),
  change: call('engineer')
    .route({ method: 'PATCH', path: '/teach/drafts/{id}', summary: 'What is taught, and how; the line drawn' })
    .input(withId.extend(changeable))
    .output(openedDraftSchema),
  remove: call('engineer')
    .route({ method: 'DELETE', path: '/teach/drafts/{id}', summary: 'Delete a draft with its pictures; products stay' })
    .input(withId)
    .output(z.object({ removed: z.boolean() })),
  /** Answers once it is stored; what is odd about it is found a moment later (see `findings`). One that is there stays as it is. */
  addPicture: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts/{id}/pictures', summary: 'Add a picture (multipart, field "picture")' })
    .input(withId.extend({ picture: z.file(), label: pictureLabelSchema.default('good') }))
    .output(draftPictureSchema),
  /** A folder on the station's machine. Sub-folders named `good`, `bad`, `defect…`, `train/good`, `test/…` give the labels where they exist. */
  addFolder: call('engineer')
    .route({
      method: 'POST',
      path: '/teach/drafts/{id}/folder',
      summary: 'Add the pictures of a folder of the station, in the background',
    })
    .input(withId.extend({ path: z.string().min(1).max(4_096), label: pictureLabelSchema.default('good') }))
    .output(draftSchema),
  /** The next frames of the line's camera, full size, without stopping or slowing the line. */
  addFrames: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts/{id}/frames', summary: 'Add the next frames of the camera, in the background' })
    .input(withId.extend({ count: z.number().int().min(1).max(200), label: pictureLabelSchema.default('good') }))
    .output(draftSchema),
  /** Full pictures of recorded parts; parts whose picture is not kept any more are left out and counted in `missing`. */
  addParts: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts/{id}/parts', summary: 'Add the kept pictures of recorded parts' })
    .input(withId.extend({ partIds: z.array(id).min(1).max(500), label: pictureLabelSchema }))
    .output(z.object({ added: count, missing: count })),
  label: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts/{id}/label', summary: 'Sort pictures into good, bad, not used' })
    .input(
      withId.extend({
        pictureIds: z.array(id).min(1).max(draftLimits.pictures),
        label: pictureLabelSchema,
        defect: z.string().trim().max(60).nullable().optional(),
      }),
    )
    .output(openedDraftSchema),
  removePictures: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts/{id}/remove-pictures', summary: 'Delete pictures of a draft' })
    .input(withId.extend({ pictureIds: z.array(id).min(1).max(draftLimits.pictures) }))
    .output(openedDraftSchema),
  teach: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts/{id}/teach', summary: 'Teach in the background; BUSY while too many wait' })
    .input(withId)
    .output(draftSchema),
  cancel: call('engineer')
    .route({ method: 'POST', path: '/teach/drafts/{id}/cancel', summary: 'Cancel what runs for this draft' })
    .input(withId)
    .output(draftSchema),
  tryPicture: call('engineer')
    .route({
      method: 'POST',
      path: '/teach/drafts/{id}/try',
      summary: 'Judge a picture by the taught model (multipart, field "picture")',
    })
    .input(withId.extend({ picture: z.file(), threshold: z.coerce.number() }))
    .output(tryResultSchema),
  /** NOT_READY while no camera gives frames. */
  tryLive: call('engineer')
    .route({
      method: 'POST',
      path: '/teach/drafts/{id}/try-live',
      summary: 'Judge the next frame of the camera by the taught model',
    })
    .input(withId.extend({ threshold: z.number() }))
    .output(tryResultSchema),
  /** A picture of the draft, judged by the taught model for its map and defects. */
  tryStored: call('engineer')
    .route({
      method: 'POST',
      path: '/teach/drafts/{id}/pictures/{pictureId}/try',
      summary: 'Judge a picture of the draft by the taught model',
    })
    .input(withId.extend({ pictureId: id, threshold: z.number() }))
    .output(tryResultSchema),
  save: call('engineer')
    .route({
      method: 'POST',
      path: '/teach/drafts/{id}/save',
      summary: 'Save as a new recipe version; with `select` change over to it',
    })
    .input(
      withId.extend({
        name: draftName,
        /** What a PLC selects it by; absent: kept, or the next free one. */
        number: z.number().int().min(1).max(9_999).optional(),
        threshold: z.number(),
        reviewThreshold: z.number().nullable().default(null),
        comment: z.string().trim().max(500).default(''),
        select: z.boolean().default(false),
      }),
    )
    .output(productSchema),
};

/**
 * Beside the contract (right `engineer`):
 * - GET /api/v1/teach/drafts/{id}/pictures/{pictureId}[?size=thumb|view]   as it came, 320 px JPEG, or one that browsers show
 * - GET /api/v1/teach/drafts/{id}/tries/{tryId}/picture | /map        what `tryResult` names
 */
