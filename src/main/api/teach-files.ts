import { PasslineError } from '#shared/contract/errors.ts';
import { fileResponse, notModified, pictureHeaders, pictureResponse } from './file-response.ts';
import type { Ports } from './ports.ts';
import type { RawCall } from './raw-calls.ts';

/** Of these there may be another file for browsers: they show no TIFF, and what holds 12 bits in 16 as black. */
const madeToShow: ReadonlySet<string> = new Set(['image/tiff', 'image/png']);

/**
 * A picture of a draft: its thumbnail, or one that browsers show, where that is asked for and there is one by now; else as it
 * came.
 */
export async function draftPicture({ request, params }: RawCall, { drafts }: Ports): Promise<Response> {
  const picture = drafts.picture(params['id'] ?? '', params['pictureId'] ?? '');
  if (picture === null) throw new PasslineError('NOT_FOUND');
  const size = new URL(request.url).searchParams.get('size');
  const asked = size === 'thumb' ? picture.thumb : size === 'view' && madeToShow.has(picture.mime) ? picture.view : null;
  const made = asked === null ? null : await answer(request, asked, `${params['pictureId']}-${size}`, 'image/jpeg');
  const whole = made ?? (await answer(request, picture.path, `${params['pictureId']}-whole`, picture.mime));
  if (whole === null) throw new PasslineError('NOT_FOUND');
  // stands in for what is asked for until that is made: not for good
  if (asked !== null && made === null) whole.headers.set('cache-control', 'private, no-cache');
  return whole;
}

export function tried({ params }: RawCall, { tries }: Ports, kind: 'preview' | 'map'): Response {
  const id = `${params['id']}/${params['tryId']}`;
  const picture = tries.part(id, kind);
  if (picture === null) throw new PasslineError('NOT_FOUND');
  return pictureResponse(picture, `${params['tryId']}-${kind}`);
}

async function answer(request: Request, path: string, etag: string, mime: string): Promise<Response | null> {
  return notModified(request, etag) ?? fileResponse(path, pictureHeaders(etag, mime));
}
