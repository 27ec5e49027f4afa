import { z } from 'zod';

const share = z.number().min(0).max(1);

/** A polygon on the picture, in shares of its width and height, so that it holds at every resolution. */
export const regionSchema = z.object({
  id: z.string().min(1).max(40),
  /** Where no `inspect` region is drawn, the whole picture is inspected; `ignore` is cut out of that. */
  kind: z.enum(['inspect', 'ignore']),
  polygon: z
    .array(z.object({ x: share, y: share }))
    .min(3)
    .max(64),
  /** Above 1 smaller deviations count inside it. */
  sensitivity: z.number().min(0.25).max(4).default(1),
});
export type Region = z.infer<typeof regionSchema>;

export const regionsSchema = z.array(regionSchema).max(16);
