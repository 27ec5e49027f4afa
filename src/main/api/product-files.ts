import { z } from 'zod';
import { PasslineError } from '#shared/contract/errors.ts';
import { fileResponse, notModified, pictureResponse } from './file-response.ts';
import type { Ports } from './ports.ts';
import type { RawCall } from './raw-calls.ts';

const versionSchema = z.coerce.number().int().min(1).nullable();

/** A good part of a product. What it shows may change under its address (a new golden set, another last part): asked again. */
export async function productPicture(
  call: RawCall,
  ports: Ports,
  partThumb: (call: RawCall, ports: Ports) => Promise<Response>,
): Promise<Response> {
  const picture = await ports.products.picture(call.params['id'] ?? '');
  if (picture === null) throw new PasslineError('NOT_FOUND');
  const answer =
    picture.kind === 'part'
      ? await partThumb({ ...call, params: { id: picture.partId } }, ports)
      : (notModified(call.request, picture.etag) ??
        (await fileResponse(picture.path, { 'content-type': picture.mime, etag: `"${picture.etag}"` })));
  if (answer === null) throw new PasslineError('NOT_FOUND');
  answer.headers.set('cache-control', 'private, no-cache');
  return answer;
}

const pictureNumberSchema = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number);

/** A good picture that a model carries, or the reference that it compares with. A model never changes under its name. */
export async function modelPicture({ request, params }: RawCall, ports: Ports): Promise<Response> {
  const [sha256, number] = [params['sha256'] ?? '', pictureNumberSchema.safeParse(params['number'])];
  const picture = number.success ? await ports.modelPicture(sha256, number.data) : null;
  if (picture === null) throw new PasslineError('NOT_FOUND');
  const etag = `${sha256}-${params['number']}`;
  return notModified(request, etag) ?? pictureResponse(picture, etag);
}

/** A version of a product, or its newest, as the package that another station imports. */
export async function productPackage({ request, params, actor }: RawCall, ports: Ports): Promise<Response> {
  const version = versionSchema.safeParse(new URL(request.url).searchParams.get('version'));
  if (!version.success) throw new PasslineError('BAD_REQUEST', 'version: a whole number from 1 on.');
  const { stored, bytes } = await ports.products.exportPackage(params['id'] ?? '', version.data, actor);
  const name = `${stored.recipe.name} v${stored.version}.passline`;
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': disposition(name),
      'content-length': String(bytes.byteLength),
      'cache-control': 'no-store',
    },
  });
}

/** A file name in any language (RFC 6266): the plain one for old clients has only what is harmless everywhere. */
function disposition(name: string): string {
  const safe = name.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_');
  const plain = safe.replaceAll(/[^\w .-]/g, '_');
  const encoded = encodeURIComponent(safe).replaceAll(/['()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
