import { z } from 'zod';

/** A picture whose verdict is known, as a station keeps it for a product: the file lies under its hash. */
export const goldenSampleSchema = z.object({
  /** What the file was called where it came from; its ending tells the format. */
  name: z.string().max(255),
  expected: z.enum(['pass', 'fail']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(0),
});
export type GoldenSample = z.infer<typeof goldenSampleSchema>;

/** As many as a package can hold. */
export const goldenSetSchema = z.array(goldenSampleSchema).max(150);
