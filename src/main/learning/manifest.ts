import { z } from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** Names that entries of a package may have: no path leads out of it, no name means anything to a file system. */
export const entryNamePattern =
  /^(?:manifest\.json|recipe\.json|model\/[0-9a-f]{64}\.model|golden\/[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.[a-z0-9]{1,5})$/;

const entrySchema = z.object({
  name: z.string().regex(entryNamePattern),
  bytes: z.number().int().min(0),
  sha256: sha256Schema,
});

/** A picture whose verdict is known: the station must give it again before every shift. */
const goldenSchema = z.object({
  entry: z.string().regex(/^golden\//),
  expected: z.enum(['pass', 'fail']),
  /** What the file was called where it came from. */
  name: z.string().max(255),
});

/** First entry of a package: what it is, and the hash of every other entry. */
export const manifestSchema = z.object({
  format: z.literal(1),
  name: z.string().trim().min(1).max(80),
  createdAtUtc: z.iso.datetime({ offset: false }),
  /** Version of Passline that wrote it. */
  writtenBy: z.string().max(40),
  model: z.object({ sha256: sha256Schema, entry: z.string().regex(/^model\//) }),
  golden: z.array(goldenSchema).max(150),
  entries: z.array(entrySchema).min(2).max(199),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type GoldenSample = z.infer<typeof goldenSchema>;
