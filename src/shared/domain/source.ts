import { z } from 'zod';

/** Where frames come from. Folder sources are offline: they never drive an output of the line. */
export const sourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('simulated'),
    /** Share of parts with a defect, 0..1. */
    defectRate: z.number().min(0).max(1).default(0.12),
    seed: z.number().int().min(0).default(1),
    fps: z.number().min(0.2).max(60).default(10),
    width: z.number().int().min(320).max(2592).default(1280),
    height: z.number().int().min(240).max(1944).default(960),
  }),
  z.object({
    kind: z.literal('folder'),
    path: z.string().min(1).max(4096),
    /** `once`: every file in order of name, then stop. `loop`: again from the start. `watch`: files that appear. */
    mode: z.enum(['once', 'loop', 'watch']).default('once'),
  }),
]);
export type SourceConfig = z.infer<typeof sourceSchema>;
