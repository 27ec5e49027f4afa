import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { PasslineError } from '#shared/contract/errors.ts';
import { apiPrefix } from '#shared/contract/index.ts';
import { may, type Right } from '#shared/contract/rights.ts';
import {
  admission,
  type Caller,
  checkOrigin,
  type Door,
  doorCookieName,
  doorCookieValue,
  sameSecret,
  sessionCookieName,
  type Transport,
} from './access.ts';
import { type ReceivedBody, receiveBody, takesFile } from './body.ts';
import { type CallContext, createCalls } from './calls.ts';
import { cookie, readCookies } from './cookies.ts';
import { type ErrorRules, errorResponse, toOrpcError } from './errors.ts';
import type { EventHub } from './events.ts';
import { doorPage, pageResponse } from './page.ts';
import type { Ports, SignedIn } from './ports.ts';
import { createRawCalls } from './raw-calls.ts';
import { withSecurityHeaders } from './response-headers.ts';
import { createRouteTable } from './routes.ts';

/** What the server knows of a request besides the request. */
export interface RequestOrigin {
  readonly transport: Transport;
  /** Address of the sender, for counting failed sign-ins. */
  readonly from: string;
}

export type StationHandler = (request: Request, origin: RequestOrigin) => Promise<Response>;

export interface HandlerOptions {
  readonly ports: Ports;
  readonly events: EventHub;
  readonly door: Door;
  /** The built page. */
  readonly pageFolder: string;
  /** Where uploads lie until their call is over. */
  readonly uploadFolder: string;
  readonly errors: ErrorRules;
}

/** Files that are being received at once. */
const mostReceiving = 32;

/**
 * The station's one door: every request of the page, of programs and of the desktop window comes through this function.
 * Order: Host and Origin, then the secret, then the route, then its right, and only then the body is received.
 */
export function createHandler(options: HandlerOptions): StationHandler {
  const { door, errors } = options;
  const answerCall = createGate(options);
  return async (request, origin) => {
    try {
      checkOrigin(request, origin.transport, door);
      const url = new URL(request.url);
      const isApi = url.pathname === '/api' || url.pathname.startsWith('/api/');
      return withSecurityHeaders(
        isApi ? await answerCall(request, url, origin) : await answerPage(request, url, origin, options),
      );
    } catch (error) {
      const answer = errorResponse(error, errors);
      // the rest of a body that was refused is not read: the connection cannot be used again, and clients must know
      if (request.method !== 'GET' && request.method !== 'HEAD') answer.headers.set('connection', 'close');
      return withSecurityHeaders(answer);
    }
  };
}

/** The page, for whoever holds the secret; `/?token=…` gives the secret to the browser and leaves no trace of it in the address. */
async function answerPage(
  request: Request,
  url: URL,
  { transport }: RequestOrigin,
  { door, pageFolder }: HandlerOptions,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new PasslineError('METHOD_NOT_SUPPORTED');
  const token = url.searchParams.get('token');
  if (token !== null) {
    if (!sameSecret(token, door.key)) return doorPage();
    const headers = new Headers({ location: url.pathname, 'cache-control': 'no-store' });
    if (transport === 'tcp') headers.append('set-cookie', cookie(doorCookieName(request), doorCookieValue(door.key)));
    return new Response(null, { status: 303, headers });
  }
  if (admission(request, transport, door) === null) return doorPage();
  const page = await pageResponse(url.pathname, pageFolder);
  if (request.method === 'GET') return page;
  await page.body?.cancel();
  return new Response(null, page);
}

/** Everything under the API's prefix. The right of every address, raw ones included, is enforced here and nowhere else. */
function createGate({ ports, events, door, uploadFolder, errors }: HandlerOptions) {
  const route = createRouteTable();
  let receiving = 0;
  const raw = createRawCalls(ports, events);
  const calls = new OpenAPIHandler<CallContext & { readonly right: Right }>(createCalls(ports), {
    clientInterceptors: [
      async (call) => {
        try {
          // the router below has a matcher of its own: it may only run what the gate let through
          if (call.procedure['~orpc'].meta['right'] !== call.context.right)
            throw new Error(`${call.path.join('.')} was reached past the gate`);
          return await call.next();
        } catch (error) {
          throw toOrpcError(error, errors);
        }
      },
    ],
  });

  return async (request: Request, url: URL, { transport, from }: RequestOrigin): Promise<Response> => {
    const admitted = admission(request, transport, door);
    if (admitted === null) throw new PasslineError('UNAUTHORIZED');
    const caller = await identify(request, transport, admitted, ports);
    const routed = route(request.method, url.pathname);
    if (routed.found === 'nothing') throw new PasslineError('NOT_FOUND');
    if (routed.found === 'method') return notSupported(routed.allowed, errors);
    const { right, raw: rawRoute, call } = routed.match.route;
    if (!may(caller.subject, right)) throw new PasslineError(caller.subject === 'guest' ? 'UNAUTHORIZED' : 'FORBIDDEN');
    if (rawRoute) return raw[rawRoute]({ request, params: routed.match.params, actor: caller.actor });
    return answerCall({ request, transport, from, caller, right, call: call ?? '' });
  };

  /** Files lie on the disk until they are judged: only so many at once, or senders fill it before anyone says BUSY. */
  async function receiveWithin(request: Request, call: string): Promise<ReceivedBody> {
    if (!takesFile(call)) return receiveBody(request, call, uploadFolder);
    if (receiving >= mostReceiving) throw new PasslineError('BUSY');
    receiving += 1;
    try {
      return await receiveBody(request, call, uploadFolder);
    } finally {
      receiving -= 1;
    }
  }

  async function answerCall(given: {
    request: Request;
    transport: Transport;
    from: string;
    caller: Caller;
    right: Right;
    call: string;
  }): Promise<Response> {
    const { request, transport, from, caller, right, call } = given;
    const { request: received, upload } = await receiveWithin(request, call);
    const cookies: string[] = [];
    const setSession = (session: SignedIn | null) => {
      cookies.push(cookie(sessionCookieName(request, transport), session?.token ?? '', { maxAgeS: session?.maxAgeS ?? 0 }));
    };
    try {
      const context = { caller, upload, from, setSession, right };
      const { response } = await calls.handle(received, { prefix: apiPrefix, context });
      if (!response) throw new PasslineError('NOT_FOUND');
      for (const value of cookies) response.headers.append('set-cookie', value);
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
      return await withRetryAfter(response);
    } finally {
      await upload?.discard();
    }
  }
}

async function identify(request: Request, transport: Transport, admitted: 'key' | 'guest', ports: Ports): Promise<Caller> {
  if (admitted === 'key') return { subject: 'key', user: null, actor: 'key', sessionToken: null };
  const token = readCookies(request.headers.get('cookie')).get(sessionCookieName(request, transport)) || null;
  const user = token === null ? null : await ports.people.whose(token);
  if (!user) return { subject: 'guest', user: null, actor: 'guest', sessionToken: token };
  return { subject: user.role, user: { id: user.id, name: user.name }, actor: user.name, sessionToken: token };
}

function notSupported(allowed: readonly string[], errors: ErrorRules): Response {
  const answer = errorResponse(new PasslineError('METHOD_NOT_SUPPORTED'), errors);
  answer.headers.set('allow', allowed.join(', '));
  return answer;
}

/** oRPC writes the error as a body only; clients that wait properly read the header. */
async function withRetryAfter(response: Response): Promise<Response> {
  if (response.status !== 429 && response.status !== 503) return response;
  const body = (await response.json()) as { data?: { retryAfterS?: number } };
  const headers = new Headers(response.headers);
  if (body.data?.retryAfterS !== undefined) headers.set('retry-after', String(body.data.retryAfterS));
  return Response.json(body, { status: response.status, headers });
}
