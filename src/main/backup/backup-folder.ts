import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { backupSummarySchema, type BackupSummary } from '#shared/contract/backups.ts';

/**
 * A folder of backups, all of one station:
 *
 *     passline-backups.json        says whose backups lie here
 *     files/ab/abcd…               pictures, models and samples, each once, named by their SHA-256
 *     2026-11-26T02-30-00Z/        a backup: passline.db, chain-head.json, manifest.json
 *     2026-11-26T02-31-07Z.partial/  one that is being written, or never was finished
 *
 * A backup has its name once everything is written and proved, never before.
 */
export const markFile = 'passline-backups.json';
export const manifestFile = 'manifest.json';
export const unfinishedSuffix = '.partial';

const namePattern = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z$/;

export const backupName = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

const relativePath = z
  .string()
  .max(600)
  .regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\\0/:]+(?:\/[^\\\0/:]+)*$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestSchema = backupSummarySchema.extend({
  format: z.literal(1),
  stationId: z.string(),
  version: z.string(),
  database: z.object({ sha256, bytes: z.number().int() }),
  head: z.object({ seq: z.number().int(), hash: sha256 }),
  /** Files beside the pictures, which stand in the database itself. */
  files: z.array(z.object({ path: relativePath, sha256, bytes: z.number().int() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What was found wrong with a folder of backups or one of them; the sentence says what to do. */
export class BackupError extends Error {
  readonly code:
    | 'NO_BACKUP'
    | 'BACKUP_DAMAGED'
    | 'FOREIGN_FOLDER'
    | 'NO_ROOM'
    | 'BACKUP_BUSY'
    | 'TARGET_IN_USE'
    | 'TARGET_NOT_EMPTY'
    | 'RESTORE_UNFINISHED';
  constructor(code: BackupError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
    this.code = code;
  }
}

/** The manifest of a backup; null for a folder that is none or has no readable one. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  const text = await readFile(join(folder, manifestFile), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Finished backups in a folder, newest first. A folder without a readable manifest is none. */
export async function listBackups(folder: string): Promise<Manifest[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => namePattern.test(name));
  const found = await Promise.all(names.map((name) => readManifest(join(folder, name))));
  return found.filter((manifest): manifest is Manifest => manifest !== null).toSorted((a, b) => (a.name < b.name ? 1 : -1));
}

export const summaryOf = (manifest: Manifest): BackupSummary => backupSummarySchema.parse(manifest);

const markSchema = z.object({ format: z.literal(1), stationId: z.string() });

/** Whose backups lie in a folder; null where nobody's do. */
export async function ownerOf(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, markFile), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return markSchema.parse(JSON.parse(text)).stationId;
  } catch {
    return 'unknown';
  }
}

/** A folder with other things in it, or with the backups of another station, is left alone. */
export async function refuseForeign(folder: string, stationId?: string): Promise<void> {
  const owner = await ownerOf(folder);
  if (owner === null) {
    const present = (await readdir(folder)).filter(
      (name) => !name.startsWith('.') && name !== 'lost+found' && !name.endsWith(unfinishedSuffix),
    );
    if (present.length > 0)
      throw new BackupError('FOREIGN_FOLDER', `${folder} holds other files and no backups: name a folder that is empty or new.`);
  } else if (stationId !== undefined && owner !== stationId)
    throw new BackupError('FOREIGN_FOLDER', `${folder} holds the backups of another station: name another folder.`);
}

export const markOf = (stationId: string): string => `${JSON.stringify({ format: 1, stationId })}\n`;

/** Removes what was left of backups that never were finished. */
export async function removeUnfinished(folder: string): Promise<void> {
  const left = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith(unfinishedSuffix) && namePattern.test(name.slice(0, -unfinishedSuffix.length)),
  );
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
}
