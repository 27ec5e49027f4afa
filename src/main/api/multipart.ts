import { randomUUID } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { PasslineError } from '#shared/contract/errors.ts';

/** A received file: where it lies until the call is over, and what the sender called it (for display only). */
export interface Upload {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** Deletes it. Never fails. */
  discard(): Promise<void>;
}

export interface MultipartLimits {
  readonly field: string;
  readonly limitBytes: number;
  readonly folder: string;
}

/** Room for boundaries and the few small fields beside the file. */
const overheadBytes = 64 * 1024;

/**
 * Receives a form with one file into `folder` without holding it in memory. Fields other than the named file are texts of
 * at most 1 kB. Fails with BODY_TOO_LARGE, NO_PICTURE (no such file) or BAD_REQUEST (not a form, cut off, more than that).
 */
export async function receiveMultipart(request: Request, limits: MultipartLimits): Promise<{ form: FormData; upload: Upload }> {
  checkLength(request, limits.limitBytes + overheadBytes);
  const path = join(limits.folder, `${randomUUID()}.upload`);
  const discard = () => rm(path, { force: true }).catch(() => undefined);
  try {
    const { fields, file } = await parse(request, limits, path);
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    form.append(limits.field, new File([await openAsBlob(path)], file.name, { type: file.type }));
    return { form, upload: { path, name: file.name, bytes: file.bytes, discard } };
  } catch (error) {
    await discard();
    if (error instanceof PasslineError) throw error;
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error; // the disk, not the sender
    throw new PasslineError('BAD_REQUEST', 'The form is damaged or was cut off.', { cause: error });
  }
}

/** Refuses by the announced length at once, by the true length while it arrives. */
export function checkLength(request: Request, limitBytes: number): void {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > limitBytes) throw new PasslineError('BODY_TOO_LARGE');
}

interface Parsed {
  readonly fields: readonly (readonly [string, string])[];
  readonly file: { readonly name: string; readonly type: string; readonly bytes: number };
}

async function parse(request: Request, { field, limitBytes }: MultipartLimits, path: string): Promise<Parsed> {
  if (request.body === null) throw new PasslineError('NO_PICTURE');
  const fields: [string, string][] = [];
  const seen: { file: Promise<Parsed['file']> | null; refusal: PasslineError | null } = { file: null, refusal: null };
  const parser = new Busboy({
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    limits: {
      files: 1,
      fields: 16,
      parts: 17,
      fieldNameSize: 100,
      fieldSize: 1024,
      fileSize: limitBytes,
      headerPairs: 20,
      headerSize: 8192,
    },
    isPartAFile: (name) => name === field,
  });
  const given = new AbortController();
  const refuse = (error: PasslineError) => {
    seen.refusal ??= error;
    parser.destroy(error);
  };
  parser.on('field', (name, value, nameCut, valueCut) => {
    if (nameCut || valueCut) refuse(new PasslineError('BAD_REQUEST', `${name}: too long.`));
    else fields.push([name, value]);
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => refuse(new PasslineError('BAD_REQUEST', 'The form has too many fields.')));
  }
  parser.on('file', (_field, stream, name, _encoding, type) => {
    stream.once('limit', () => refuse(new PasslineError('BODY_TOO_LARGE')));
    const write = pipeline(stream, createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal: given.signal });
    // a full disk must end the request, not leave the sender waiting for a parser that nobody drains
    write.catch((error: Error) => parser.destroy(error));
    seen.file = write.then(() => ({ name: (name ?? '').slice(0, 200), type: type.slice(0, 100), bytes: stream.bytesRead }));
    seen.file.catch(() => undefined);
  });
  try {
    await pipeline(Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]), parser);
    if (seen.refusal !== null) throw seen.refusal;
  } catch (error) {
    // The file may only just be opening: it must be over with it before anybody deletes it.
    given.abort();
    await seen.file?.catch(() => undefined);
    throw seen.refusal ?? error;
  }
  if (seen.file === null) throw new PasslineError('NO_PICTURE', `The form has no file in the field "${field}".`);
  return { fields, file: await seen.file };
}
