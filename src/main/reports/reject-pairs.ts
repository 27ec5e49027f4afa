import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Reject } from '#shared/domain/report.ts';
import type { ModelPicture, ReportReader, ReportResemblance } from '../records/index.ts';
import { cutPng, type Window } from './png-cut.ts';

/** A part of a picture: cut out already, or to be cut out by whoever draws it. */
export interface PrintedCut {
  readonly dataUrl: string;
  /** Null: all of it. */
  readonly window: Window | null;
}

/** A defect beside what it should look like. */
export interface RejectPair {
  readonly part: PrintedCut;
  readonly good: PrintedCut;
  /** Whether it is the same place of a reference, and not the nearest of good pictures. */
  readonly compares: boolean;
}

/** Pictures of 24 parts, one after the other. */
const mostBytes = 32 * 1024 * 1024;

type Reader = Pick<ReportReader, 'pictures' | 'resemblance' | 'modelPictures'>;

/**
 * Cuts the first defect of each rejected part, and what it looked most like, out of the full picture and those that the model
 * carries. Parts of which either is not there any more, or not what the records vouch for, have none. By id of the part.
 */
export async function rejectPairs(reader: Reader, rejects: readonly Reject[]): Promise<ReadonlyMap<string, RejectPair>> {
  const pairs = new Map<string, RejectPair>();
  // Of the model that was asked for last: it may be large, and most parts of a report are judged by one.
  let carried: { readonly sha256: string | null; readonly pictures: ReadonlyMap<number, ModelPicture> } = {
    sha256: null,
    pictures: new Map(),
  };
  for (const { id, number } of rejects) {
    const told = reader.resemblance(number);
    if (told === null) continue;
    const part = await cutOfPart(reader, number, told);
    if (part === null) continue;
    if (carried.sha256 !== told.modelSha256)
      carried = { sha256: told.modelSha256, pictures: await reader.modelPictures(told.modelSha256) };
    const picture = carried.pictures.get(told.good.picture);
    const good = picture === undefined ? null : cutOf(picture.mime, Buffer.from(picture.bytes), told.good);
    if (good !== null) pairs.set(id, { part, good, compares: told.compares });
  }
  return pairs;
}

async function cutOfPart(reader: Reader, number: number, { place }: ReportResemblance): Promise<PrintedCut | null> {
  const full = (await reader.pictures(number)).find(({ kind }) => kind === 'full');
  if (full === undefined || full.file === null || (await stat(full.file)).size > mostBytes) return null;
  const bytes = await readFile(full.file);
  if (createHash('sha256').update(bytes).digest('hex') !== full.sha256) return null;
  return cutOf(full.mime, bytes, place);
}

function cutOf(mime: string, bytes: Buffer, { x, y, width, height }: Window): PrintedCut | null {
  const window = { x, y, width, height };
  if (mime === 'image/jpeg') return { dataUrl: `data:image/jpeg;base64,${bytes.toString('base64')}`, window };
  const cut = mime === 'image/png' ? cutPng(bytes, window) : null;
  return cut && { dataUrl: `data:image/png;base64,${cut.toString('base64')}`, window: null };
}
