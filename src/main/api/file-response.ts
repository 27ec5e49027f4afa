import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { EncodedPicture } from './picture-memory.ts';

const forever = 'private, max-age=31536000, immutable';

/** A file as an answer, streamed, with its length; null when there is none. */
export async function fileResponse(path: string, headers: Readonly<Record<string, string>>): Promise<Response | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return null;
    throw error;
  });
  if (!file) return null;
  const stats = await file.stat();
  if (!stats.isFile()) {
    await file.close();
    return null;
  }
  const body = Readable.toWeb(file.createReadStream()) as unknown as ReadableStream<Uint8Array>;
  return new Response(body, { headers: { ...headers, 'content-length': String(stats.size) } });
}

/**
 * A picture that never changes under its address: cached for good, and asked again it is answered 304 without being read.
 * `etag` must change with the bytes (which of them they are, if several can stand under one address).
 */
export function pictureHeaders(etag: string, mime: string): Record<string, string> {
  return { 'content-type': mime, 'cache-control': forever, etag: `"${etag}"` };
}

export function notModified(request: Request, etag: string): Response | null {
  const known = request.headers.get('if-none-match');
  if (known === null || !known.split(',').some((entry) => entry.trim().replace(/^W\//, '') === `"${etag}"`)) return null;
  return new Response(null, { status: 304, headers: { etag: `"${etag}"`, 'cache-control': forever } });
}

export function pictureResponse(picture: EncodedPicture, etag: string): Response {
  // a copy where the picture stands on shared memory: a Response would send such a view as text
  const { bytes } = picture;
  const body = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
  return new Response(body, { headers: { ...pictureHeaders(etag, picture.mime), 'content-length': String(body.byteLength) } });
}
