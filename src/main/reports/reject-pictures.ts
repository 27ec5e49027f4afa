import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Reject } from '#shared/domain/report.ts';
import type { ReportReader } from '../records/index.ts';

/** A picture to print, or why there is none. */
export type RejectPicture =
  | { readonly found: true; readonly dataUrl: string }
  | { readonly found: false; readonly why: 'none' | 'changed' | 'large' };

/** The overlay shows where the defect is; without one the picture itself is better than nothing. */
const preferred = ['overlay', 'full', 'crop'] as const;
/** 24 of them must fit into memory several times. */
const mostBytes = 4 * 1024 * 1024;

/** Reads a rejected part's picture. One whose bytes are not those that the records vouch for is not shown. */
export async function rejectPicture(reader: Pick<ReportReader, 'pictures'>, reject: Reject): Promise<RejectPicture> {
  const stored = await reader.pictures(reject.number);
  let why: 'none' | 'changed' | 'large' = 'none';
  for (const wanted of preferred) {
    const picture = stored.find(({ kind }) => kind === wanted);
    if (picture === undefined || picture.file === null) continue;
    const size = (await stat(picture.file)).size;
    if (size > mostBytes) {
      why = 'large';
      continue;
    }
    const bytes = await readFile(picture.file);
    if (createHash('sha256').update(bytes).digest('hex') !== picture.sha256) return { found: false, why: 'changed' };
    const type = typeOf(bytes);
    if (type !== null) return { found: true, dataUrl: `data:${type};base64,${bytes.toString('base64')}` };
  }
  return { found: false, why };
}

/** The two formats that print can hold as they are. */
function typeOf(bytes: Buffer): 'image/jpeg' | 'image/png' | null {
  if (bytes.length > 4 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  if (bytes.length > 33 && bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n') return 'image/png';
  return null;
}
