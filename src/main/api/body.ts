import { PasslineError } from '#shared/contract/errors.ts';
import { checkLength, receiveMultipart, type Upload } from './multipart.ts';

const jsonLimitBytes = 256 * 1024;
const photoLimitBytes = 64 * 1024 * 1024;
const packageLimitBytes = 512 * 1024 * 1024;

/** Calls that take a file, the form field it comes in, and how large it may be. Every other call takes JSON. */
const fileOf: Readonly<Record<string, { readonly field: string; readonly limitBytes: number }>> = {
  'inspections.create': { field: 'photo', limitBytes: photoLimitBytes },
  'teach.addPicture': { field: 'picture', limitBytes: photoLimitBytes },
  'teach.tryPicture': { field: 'picture', limitBytes: photoLimitBytes },
  'products.import': { field: 'package', limitBytes: packageLimitBytes },
};

export function takesFile(call: string): boolean {
  return Object.hasOwn(fileOf, call);
}

export interface ReceivedBody {
  /** The request as the call sees it: same address and headers, its body already received and within bounds. */
  readonly request: Request;
  readonly upload: Upload | null;
}

/**
 * Receives the body of a call before anything parses it, counting while it streams: JSON up to 256 kB in memory, a photo
 * (64 MB) or a package (512 MB) into a file of `folder`. Fails with BODY_TOO_LARGE, NO_PICTURE or BAD_REQUEST.
 */
export async function receiveBody(request: Request, call: string, folder: string): Promise<ReceivedBody> {
  if (request.method === 'GET')
    return { request: new Request(request.url, { headers: request.headers, signal: request.signal }), upload: null };
  const file = fileOf[call];
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (file) {
    if (type !== 'multipart/form-data')
      throw new PasslineError('BAD_REQUEST', `Send multipart/form-data with the field "${file.field}".`);
    const { form, upload } = await receiveMultipart(request, { ...file, folder });
    return { request: formRequest(request, form), upload };
  }
  if (type !== '' && type !== 'application/json') throw new PasslineError('BAD_REQUEST', 'Send application/json.');
  return { request: jsonRequest(request, await receiveText(request, jsonLimitBytes)), upload: null };
}

async function receiveText(request: Request, limitBytes: number): Promise<string> {
  checkLength(request, limitBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) throw new PasslineError('BODY_TOO_LARGE');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    if (text !== '') JSON.parse(text);
  } catch {
    throw new PasslineError('BAD_REQUEST', 'The body is not JSON.');
  }
  return text;
}

function jsonRequest(request: Request, text: string): Request {
  const body = text === '' ? null : text;
  return new Request(request.url, {
    method: request.method,
    headers: { 'content-type': 'application/json' },
    body,
    signal: request.signal,
  });
}

/** A request whose form was received already: `formData()` answers with it, the body itself is gone. */
function formRequest(request: Request, form: FormData): Request {
  const headers = { 'content-type': 'multipart/form-data; boundary=received' };
  const received = new Request(request.url, { method: request.method, headers, body: '', signal: request.signal });
  return Object.defineProperty(received, 'formData', { value: async () => form });
}
