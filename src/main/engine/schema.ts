import { z } from 'zod';
import { defectSchema, pictureKindSchema, resemblanceSchema, spokenScorerSchema } from '#shared/domain/inspection.ts';
import { pictureFactsSchema, pictureQualitySchema } from '#shared/domain/picture-quality.ts';
import { reasonCodeSchema } from '#shared/domain/reason.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { profileSchema } from '#shared/domain/profile.ts';
import { regionsSchema } from '#shared/domain/region.ts';
import { sourceSchema } from '#shared/domain/source.ts';
import { backboneManifestSchema } from '#shared/domain/backbone.ts';
import type { EngineMethod } from './protocol.ts';

/**
 * What either side accepts from the other. A half-dead engine can send anything, and the engine decodes hostile pictures:
 * the station believes nothing that was not checked here.
 */
const bytesSchema = z.instanceof(Uint8Array);
/** Version 7 only: the day folder of its pictures is taken from it, and no path can hide in it. */
const partIdSchema = z.uuidv7();
const pathSchema = z.string().min(1).max(4096);
const detailSchema = z.string().transform((text) => text.slice(0, 500));
/** Not `z.number()`: a score that is not a number has to arrive, so that it becomes SCORE_INVALID. */
const anyNumber = z.custom<number>((value) => typeof value === 'number');

const frameInfoSchema = z.object({
  cameraId: z.string().max(200),
  seq: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  receivedMonoNs: z.bigint(),
  capturedAtUtc: z.string(),
  name: z.string().nullable(),
});

const judgementSchema = z.object({
  partId: partIdSchema,
  frame: frameInfoSchema.nullable(),
  name: z.string().nullable(),
  capturedAtUtc: z.string().nullable(),
  takenMonoNs: z.bigint().nullable(),
  tools: z.array(
    z.object({
      toolId: z.string(),
      modelSha256: z.string(),
      score: anyNumber,
      defects: z.array(defectSchema).max(10_000),
      scorers: z.array(spokenScorerSchema).max(16).optional(),
      resemblances: z.array(resemblanceSchema).max(16).optional(),
    }),
  ),
  failure: z.object({ reason: reasonCodeSchema, detail: detailSchema }).nullable(),
  latency: z.object({
    wait: z.number().optional(),
    decode: z.number().optional(),
    locate: z.number().optional(),
    prepare: z.number().optional(),
    infer: z.number().optional(),
    defects: z.number().optional(),
    judge: z.number().optional(),
  }),
  preview: bytesSchema.nullable(),
  map: bytesSchema.nullable(),
});

const cardSchema = z.looseObject({ method: z.string(), name: z.string() });

const taughtSchema = z.object({
  modelPath: pathSchema,
  sha256: z.string(),
  card: cardSchema,
  scores: z.array(z.object({ path: pathSchema, score: z.number(), kind: z.enum(['good', 'bad']), crossValidated: z.boolean() })),
  skipped: z.array(z.looseObject({ path: z.string() })),
});

export const answerSchemas: Record<EngineMethod, z.ZodType> = {
  hello: z.object({ role: z.enum(['line', 'bench']), pid: z.number().int(), fingerprint: z.string() }),
  prepare: z.object({ cards: z.record(z.string(), cardSchema) }),
  openSource: z.object({ cameraId: z.string(), name: z.string(), offline: z.boolean() }),
  closeSource: z.null(),
  judgeNext: judgementSchema,
  look: frameInfoSchema,
  judgePicture: judgementSchema,
  keep: z.array(
    z.object({
      kind: pictureKindSchema,
      path: pathSchema,
      mime: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      bytes: z.number().int(),
    }),
  ),
  forget: z.null(),
  teach: taughtSchema,
  teachReference: taughtSchema,
  checkBackbone: z.object({
    manifest: backboneManifestSchema,
    sha256: z.string().max(64),
    opset: z.number().int(),
    weightBytes: z.number(),
    ms: z.number(),
  }),
  checkPictures: z.object({
    pictures: z.array(
      z.object({
        path: pathSchema,
        facts: pictureFactsSchema.nullable(),
        failure: z.object({ reason: reasonCodeSchema, detail: detailSchema }).nullable(),
      }),
    ),
  }),
  comparePictures: z.object({ qualities: z.array(pictureQualitySchema) }),
  evaluate: z.looseObject({}),
  evaluateReferences: z.looseObject({}),
};

export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('frame'), frame: frameInfoSchema, preview: bytesSchema }),
  z.object({ type: z.literal('taken'), partId: partIdSchema, frame: frameInfoSchema }),
  z.object({
    type: z.literal('camera'),
    state: z.enum(['starting', 'ok', 'lost', 'ended']),
    detail: z.string().nullable(),
    fps: z.number().nullable(),
    dropped: z.number().int(),
    late: z.number().int(),
  }),
]);

export const fromEngineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.number().int(), result: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.number().int(), reason: reasonCodeSchema, detail: detailSchema }),
  z.object({
    kind: z.literal('progress'),
    id: z.number().int(),
    progress: z.looseObject({ step: z.string(), done: z.number(), total: z.number() }),
  }),
  z.object({ kind: z.literal('alive'), rssBytes: z.number() }),
  z.object({ kind: z.literal('event'), event: eventSchema }),
]);

const nothing = z.object({});

const ownBackboneSchema = z.object({ onnx: pathSchema, manifest: pathSchema });

const teachRequestSchema = z.object({
  name: z.string().max(200),
  good: z.array(pathSchema).max(100_000),
  bad: z.array(pathSchema).max(100_000),
  kinds: z.record(pathSchema, z.string().min(1).max(60)).optional(),
  falseRejectRate: z.number().min(0).max(0.5),
  reviewRate: z.number().min(0).max(0.5).optional(),
  seed: z.number().int(),
  regions: regionsSchema.optional(),
  profile: profileSchema.optional(),
  backbone: ownBackboneSchema.optional(),
});

export const paramSchemas = {
  hello: z.object({ role: z.enum(['line', 'bench']) }),
  prepare: z.object({ recipe: recipeSchema, models: z.record(z.string(), pathSchema) }),
  openSource: z.object({ source: sourceSchema, resumeAfter: z.string().max(4096).nullable() }),
  closeSource: nothing,
  judgeNext: z.object({ partId: partIdSchema, recipe: recipeSchema, triggerMonoNs: z.bigint() }),
  look: z.object({ path: pathSchema, timeoutMs: z.number().int().min(1).max(60_000) }),
  judgePicture: z.object({
    partId: partIdSchema,
    recipe: recipeSchema,
    picture: z.union([z.object({ path: pathSchema }), z.object({ bytes: bytesSchema })]),
  }),
  keep: z.object({
    partId: partIdSchema,
    kinds: z.array(pictureKindSchema).max(4),
    jpegQuality: z.number().int().min(1).max(100),
    folder: pathSchema,
    lossless: z.boolean(),
  }),
  forget: z.object({ partId: partIdSchema }),
  teach: z.object({ request: teachRequestSchema, outFolder: pathSchema }),
  teachReference: z.object({
    request: teachRequestSchema.extend({ reference: pathSchema, boxes: pathSchema.optional() }),
    outFolder: pathSchema,
  }),
  checkBackbone: ownBackboneSchema,
  checkPictures: z.object({
    pictures: z
      .array(z.object({ path: pathSchema, thumbPath: pathSchema.nullable(), viewPath: pathSchema.nullable() }))
      .max(5_000),
  }),
  comparePictures: z.object({ facts: z.array(pictureFactsSchema).max(5_000) }),
  evaluate: z.object({ folder: pathSchema, options: z.record(z.string(), z.unknown()) }),
  evaluateReferences: z.object({
    folder: pathSchema,
    options: z.object({ references: pathSchema, boxes: pathSchema.nullable(), kinds: z.boolean().optional() }),
  }),
} as const satisfies Record<EngineMethod, z.ZodType>;

export const toEngineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('call'),
    id: z.number().int(),
    method: z.enum(Object.keys(paramSchemas) as [EngineMethod, ...EngineMethod[]]),
    params: z.unknown(),
  }),
  z.object({ kind: z.literal('cancel'), id: z.number().int() }),
]);
