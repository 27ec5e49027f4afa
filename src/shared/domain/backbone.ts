import { z } from 'zod';

const channels = z.number().int().min(1).max(4_096);
const stride = z.number().int().min(2).max(64);
const side = z.number().int().min(32).max(1_024);
const tensor = z.string().min(1).max(500);
const colours = z.tuple([z.number(), z.number(), z.number()]);

/** What is read of an added network at most, in bytes. */
export const backboneLimits = {
  /** A WideResNet-50 with its classifier has 275 MB, a ViT-S 88: larger ones would not fit the memory of an engine. */
  file: 288 * 1024 * 1024,
  manifest: 64 * 1024,
  /** Of the part up to the deepest tap: it goes into every model. */
  weights: 160 * 1024 * 1024,
} as const;

/** What somebody says of a network of their own, beside its ONNX file. */
export const backboneManifestSchema = z.strictObject({
  format: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'a name is 1 to 40 of a-z, 0-9, ".", "_" and "-"'),
  /** Of the ONNX file; absent: whatever it is, and it is kept from then on. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  input: z.strictObject({
    /** float32 [1, 3, H, W]: `(pixel * scale - mean) / std`. */
    name: tensor,
    /** Sides are multiples of a number and the area is about `side`²; or one size, as of vision transformers. */
    size: z.union([
      z.strictObject({ multipleOf: z.number().int().min(1).max(128), side: side.default(320) }),
      z.strictObject({ width: side, height: side }),
    ]),
    order: z.enum(['rgb', 'bgr']).default('rgb'),
    scale: z
      .number()
      .positive()
      .max(1)
      .default(1 / 255),
    mean: colours.default([0, 0, 0]),
    std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).default([1, 1, 1]),
  }),
  /** Layers that judges look at, in the order of the network: one to three. */
  taps: z
    .array(
      z.discriminatedUnion('kind', [
        /** [1, channels, H / stride, W / stride] */
        z.strictObject({ kind: z.literal('map'), tensor, channels, stride }),
        /** [1, prefix + H / stride · W / stride, channels]; what stands before (class and register tokens) is dropped. */
        z.strictObject({ kind: z.literal('tokens'), tensor, channels, stride, prefix: z.number().int().min(0).max(64) }),
      ]),
    )
    .min(1)
    .max(3),
  /** What the model card says of it, and what goes out with every model. */
  licence: z.string().trim().min(1).max(200),
  notice: z.string().trim().max(20_000).default(''),
});
export type BackboneManifest = z.infer<typeof backboneManifestSchema>;
export type ManifestTap = BackboneManifest['taps'][number];
