import { readFile, stat } from 'node:fs/promises';
import { type Region, regionsSchema } from '#shared/domain/region.ts';
import { UsageError } from './exit-codes.ts';

const mostBytes = 1024 * 1024;

/** The regions in a JSON file: a list of `{ id, kind, polygon: [{ x, y }, …], sensitivity }`. Throws UsageError. */
export async function readRegions(path: string): Promise<readonly Region[]> {
  const refuse = (why: string, cause?: unknown) => new UsageError(`${path} holds no regions: ${why}.`, { cause });
  const found = await stat(path).catch((error: unknown) => {
    throw refuse(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, error);
  });
  if (!found.isFile() || found.size > mostBytes) throw refuse('it is not a file of at most 1 MB');
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refuse('it is not JSON', error);
  }
  const parsed = regionsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refuse(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), parsed.error);
}
