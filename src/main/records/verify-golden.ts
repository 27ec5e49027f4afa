import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { goldenSetSchema } from '#shared/domain/golden-sample.ts';
import { goldenFolder } from './database.ts';
import type { Db } from './schema.ts';
import type { Report } from './verify.ts';

/** The files of every set of golden samples: there, and the ones that were recorded. (The sets themselves are in the chain.) */
export async function verifyGolden(db: Db, dataFolder: string, report: Report): Promise<void> {
  const sets = await db.selectFrom('golden_set').select(['product_id', 'version', 'document']).orderBy('id').execute();
  const seen = new Set<string>();
  for (const { product_id, version, document } of sets) {
    const parsed = goldenSetSchema.safeParse(JSON.parse(document));
    for (const { name, sha256 } of parsed.success ? parsed.data : []) {
      if (seen.has(sha256)) continue;
      seen.add(sha256);
      const subject = `golden sample ${name} of ${product_id}@${version}`;
      const found = await hashOf(join(dataFolder, goldenFolder, sha256));
      if (found === null) report({ kind: 'golden_missing', subject, detail: `golden/${sha256} is not there.` });
      else if (found !== sha256)
        report({ kind: 'golden_changed', subject, detail: `golden/${sha256} is not the picture that was recorded.` });
    }
  }
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}
