import { createHash } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import type { GoldenSample } from '#shared/domain/golden-sample.ts';
import { type GoldenPicture, writeWhole } from './package.ts';

/** Golden samples of a station: each a file in `folder` named by its SHA-256, so that products share what is equal. */
export interface GoldenStore {
  /** Writes what is not there yet. Files that no set of the records names are harmless. */
  keep(pictures: readonly GoldenPicture[]): Promise<GoldenSample[]>;
  /** The pictures of a set, proved. Fails with NOT_FOUND where one is missing or is not what was kept. */
  read(samples: readonly GoldenSample[]): Promise<GoldenPicture[]>;
  /** A picture that a browser can show, and its type; null for another format or none. */
  show(sha256: string): Promise<{ readonly path: string; readonly mime: string } | null>;
}

export function createGoldenStore(folder: string): GoldenStore {
  const pathOf = (sha256: string): string => join(folder, sha256);

  const keepOne = async ({ name, expected, bytes }: GoldenPicture): Promise<GoldenSample> => {
    const sha256 = sha256Of(bytes);
    const present = await stat(pathOf(sha256)).catch(() => null);
    const same = present?.size === bytes.length && sha256Of(await readFile(pathOf(sha256))) === sha256;
    if (!same) await writeWhole(pathOf(sha256), bytes, 0o600);
    return { name, expected, sha256, bytes: bytes.length };
  };

  return {
    async keep(pictures) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const kept: GoldenSample[] = [];
      for (const picture of pictures) kept.push(await keepOne(picture));
      return kept;
    },
    async read(samples) {
      const pictures: GoldenPicture[] = [];
      for (const { name, expected, sha256 } of samples) {
        const bytes = await readFile(pathOf(sha256)).catch(() => null);
        if (bytes === null || sha256Of(bytes) !== sha256)
          throw new PasslineError('NOT_FOUND', `The golden sample ${name} is missing on this station, or is damaged.`);
        pictures.push({ name, expected, bytes });
      }
      return pictures;
    },
    async show(sha256) {
      const file = await open(pathOf(sha256)).catch(() => null);
      if (file === null) return null;
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
        const mime = webMime(buffer.subarray(0, bytesRead).toString('latin1'));
        return mime === null ? null : { path: pathOf(sha256), mime };
      } finally {
        await file.close();
      }
    },
  };
}

/** By content, never by name. */
function webMime(start: string): string | null {
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP' ? 'image/webp' : null;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
