import { z } from 'zod';
import { profileSchema } from '../domain/profile.ts';
import { toolKindSchema } from '../domain/recipe.ts';
import { regionsSchema } from '../domain/region.ts';
import { call } from './call.ts';
import { productSchema } from './products.ts';
import {
  chosenLineSchema,
  draftLimits,
  draftPictureSchema,
  draftSchema,
  openedDraftSchema,
  pictureLabelSchema,
  tryResultSchema,
} from './draft.ts';

const id = z.string().max(64);
const count = z.number().int().min(0);

const draftName = z.string().trim().min(1).max(80);
/** What kind of defect a bad picture shows. */
const defectName = z.string().trim().max(60);
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
    .input(withId.extend({ picture: z.file(), label: pictureLabelSchema.default('good'), defect: defectName.optional() }))
    .output(draftPictureSchema),
  /** A folder on the station's machine. Folders named `good`, `bad`, `bad/KIND`, `defect…`, `train/good`, `test/KIND` give the labels where they exist. */
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
        defect: defectName.nullable().optional(),
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
