import type { z } from 'zod';
import { auditFilterSchema } from '#shared/contract/audit.ts';
import { PasslineError } from '#shared/contract/errors.ts';
import { partFilterSchema } from '#shared/contract/parts.ts';
import type { PictureKind } from '#shared/domain/inspection.ts';
import type { EventHub } from './events.ts';
import { fileResponse, notModified, pictureHeaders, pictureResponse } from './file-response.ts';
import { openApiDocument } from './openapi.ts';
import type { Ports } from './ports.ts';
import { modelPicture, productPackage, productPicture } from './product-files.ts';
import type { RawRoute } from './routes.ts';
import { draftPicture, tried } from './teach-files.ts';

export interface RawCall {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  /** Who asks, for the audit trail. */
  readonly actor: string;
}

type Answer = (call: RawCall) => Promise<Response> | Response;

/** How long a picture that is still being written is waited for. */
const pendingWaitMs = 5_000;
const pendingStepMs = 100;

/** The addresses beside the contract: pixels, long files, the event stream. Rights were checked before. */
export function createRawCalls(ports: Ports, events: EventHub): Record<RawRoute, Answer> {
  let document: Promise<object> | null = null;
  return {
    events: ({ request }) =>
      new Response(events.connect(request.headers.get('last-event-id')), {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      }),
    frame: ({ params }) => {
      const seq = Number(params['seq']);
      const picture = Number.isSafeInteger(seq) ? ports.pictures.frame(params['cameraId'] ?? '', seq) : null;
      if (!picture) throw new PasslineError('NOT_FOUND');
      const answer = pictureResponse(picture, `frame-${seq}`);
      // after a restart the camera counts anew: a browser must never show a kept picture as the live one
      answer.headers.set('cache-control', 'no-store');
      return answer;
    },
    picture: (call) => (new URL(call.request.url).searchParams.get('size') === 'thumb' ? thumb(call, ports) : full(call, ports)),
    map: (call) => partPicture(call, ports, 'map', 'map'),
    overlay: (call) => partPicture(call, ports, 'overlay', null),
    modelPicture: (call) => modelPicture(call, ports),
    csv: ({ request }) => {
      const filter = filterOf(request, partFilterSchema);
      return csv('parts', ports.partsCsv(filter));
    },
    auditCsv: ({ request }) => {
      const filter = filterOf(request, auditFilterSchema);
      return csv('audit', ports.auditCsv(filter));
    },
    reportPdf: (call) => reportFile(call, ports, 'pdf'),
    reportCsv: (call) => reportFile(call, ports, 'csv'),
    productPicture: (call) => productPicture(call, ports, thumb),
    productPackage: (call) => productPackage(call, ports),
    reportPartsCsv: (call) => reportFile(call, ports, 'partsCsv'),
    teachPicture: (call) => draftPicture(call, ports),
    tryPicture: (call) => tried(call, ports, 'preview'),
    tryMap: (call) => tried(call, ports, 'map'),
    openapi: async () => {
      document ??= openApiDocument(ports.station.version);
      return Response.json(await document, { headers: { 'cache-control': 'no-cache' } });
    },
  };
}

/** The stored picture at full size; until it is written, or where the recipe keeps none, the preview. */
async function full(call: RawCall, ports: Ports): Promise<Response> {
  return (
    (await stored(call, ports, 'full', 0)) ??
    fromMemory(call, ports, 'preview') ??
    (await stored(call, ports, 'full', pendingWaitMs)) ??
    nothing()
  );
}

/**
 * A small picture for lists. The station holds no code that resizes pixels (such code can crash): recent parts have their
 * preview in memory, older ones the model's input crop (about 320 px) on disk.
 */
async function thumb(call: RawCall, ports: Ports): Promise<Response> {
  return (
    fromMemory(call, ports, 'preview') ??
    (await stored(call, ports, 'crop', 0)) ??
    (await stored(call, ports, 'full', 0)) ??
    nothing()
  );
}

async function partPicture(call: RawCall, ports: Ports, kind: PictureKind, memory: 'map' | null): Promise<Response> {
  return (memory && fromMemory(call, ports, memory)) || (await stored(call, ports, kind, pendingWaitMs)) || nothing();
}

function nothing(): never {
  throw new PasslineError('NOT_FOUND');
}

function fromMemory({ request, params }: RawCall, ports: Ports, kind: 'preview' | 'map'): Response | null {
  const id = params['id'] ?? '';
  const picture = ports.pictures.part(id, kind);
  if (!picture) return null;
  const etag = `${id}-${kind}-memory`;
  const answer = notModified(request, etag) ?? pictureResponse(picture, etag);
  // the preview stands in for the full picture until that is stored: not for good
  if (kind === 'preview') answer.headers.set('cache-control', 'private, max-age=60');
  return answer;
}

async function stored({ request, params }: RawCall, ports: Ports, kind: PictureKind, waitMs: number): Promise<Response | null> {
  const id = params['id'] ?? '';
  const etag = `${id}-${kind}`;
  const picture = await settled(id, ports, kind, waitMs);
  if (!picture) return null;
  return notModified(request, etag) ?? fileResponse(picture.path, pictureHeaders(etag, picture.mime));
}

/** Where the picture lies, once it is written: the verdict is published first, the picture a moment later. */
async function settled(
  id: string,
  ports: Ports,
  kind: PictureKind,
  waitMs: number,
): Promise<{ path: string; mime: string } | null> {
  for (let waited = 0; ; waited += pendingStepMs) {
    const place = await ports.records.picturePath(id, kind);
    if (place !== null || waited >= waitMs) return place;
    const report = await ports.records.part(id);
    if (!report?.pictures.some((picture) => picture.kind === kind && picture.state === 'pending')) return null;
    await new Promise((resolve) => setTimeout(resolve, pendingStepMs));
  }
}

/** A file of a finished report; it may be gone from the disk a day later, so nothing keeps it. */
async function reportFile({ request, params }: RawCall, ports: Ports, file: 'pdf' | 'csv' | 'partsCsv'): Promise<Response> {
  const place = ports.reports.file(params['id'] ?? '', file);
  if (place === null) throw new PasslineError('NOT_FOUND');
  const disposition = new URL(request.url).searchParams.has('view') ? 'inline' : 'attachment';
  const answer = await fileResponse(place.path, {
    'content-type': file === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8',
    'content-disposition': `${disposition}; filename="${place.name}"`,
    'cache-control': 'no-store',
  });
  return answer ?? nothing();
}

function filterOf<T>(request: Request, schema: z.ZodType<T>): T {
  const filter = schema.safeParse(queryOf(request));
  if (filter.success) return filter.data;
  const issue = filter.error.issues[0];
  throw new PasslineError('BAD_REQUEST', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'Not valid.'}`);
}

function csv(what: 'parts' | 'audit', lines: AsyncIterable<string | Uint8Array>): Response {
  const name = `passline-${what}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.csv`;
  return new Response(streamOf(lines), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}

/** Query as an object: a name that comes more than once is a list, as in the calls of the contract. */
function queryOf(request: Request): Record<string, string | string[]> {
  const { searchParams } = new URL(request.url);
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = searchParams.getAll(name);
      // `verdict[0]=fail` is how clients of the contract write lists
      return values.length > 1 || /\[\d*\]$/.test(name) ? [name.replace(/\[\d*\]$/, ''), values] : [name, values[0] ?? ''];
    }),
  );
}

function streamOf(chunks: AsyncIterable<string | Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
