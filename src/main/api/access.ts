import { createHmac, timingSafeEqual } from 'node:crypto';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Subject } from '#shared/contract/rights.ts';
import { readCookies } from './cookies.ts';

/** How a request reached the station: over loopback TCP, or over the socket that only this user can open. */
export type Transport = 'tcp' | 'socket';

export interface Door {
  /** The station's key: the token of the printed URL and the bearer key of programs. */
  readonly key: string;
  /** Host names besides loopback under which the station may be addressed. */
  readonly hostNames: readonly string[];
}

/** Who is asking. `admitted` without a session is a guest; not admitted: nothing but the door itself. */
export interface Caller {
  readonly subject: Subject;
  readonly user: { readonly id: string; readonly name: string } | null;
  /** Who acted, for records and audit: the user's name, `key` or `guest`. */
  readonly actor: string;
  /** The session cookie's value, if one was sent. */
  readonly sessionToken: string | null;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** Origin of the page in the desktop window, which reaches the station over the socket only. */
const windowOrigin = 'app://station';

/**
 * Refuses requests that another web page, or a foreign name that resolves to this machine (DNS rebinding), made a browser
 * send. Browsers cannot forge Host, Origin and Sec-Fetch-Site; programs need not send the last two.
 */
export function checkOrigin(request: Request, transport: Transport, door: Door): void {
  const origin = request.headers.get('origin');
  if (transport === 'socket') {
    if (origin !== null && origin !== windowOrigin) throw new PasslineError('ORIGIN_REFUSED');
    return;
  }
  const host = request.headers.get('host') ?? '';
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const given = door.hostNames.includes(name);
  if (!loopback.has(name) && !given) throw new PasslineError('ORIGIN_REFUSED');
  // behind a given name there may be a proxy that speaks https; loopback itself does not
  const own = [`http://${host.toLowerCase()}`, ...(given ? [`https://${host.toLowerCase()}`] : [])];
  if (origin !== null && !own.includes(origin.toLowerCase())) throw new PasslineError('ORIGIN_REFUSED');
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none' && !opensThePage(request))
    throw new PasslineError('ORIGIN_REFUSED');
}

/** A link to the page itself may stand anywhere; it carries no cookie (SameSite=Strict) and changes nothing. */
function opensThePage(request: Request): boolean {
  const { headers, method } = request;
  const page = !new URL(request.url).pathname.startsWith('/api/');
  return page && method === 'GET' && headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document';
}

/**
 * What proves that this request comes from someone who holds the station's key. Over the socket reaching it is proof
 * enough (0600 in a 0700 folder). A cookie that changes something must come with an Origin: every browser sends one.
 */
export function admission(request: Request, transport: Transport, door: Door): 'key' | 'guest' | null {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return sameSecret(bearer.trim(), door.key) ? 'key' : null;
  if (transport === 'socket') return 'guest';
  const sent = readCookies(request.headers.get('cookie')).get(doorCookieName(request));
  if (sent === undefined || !sameSecret(sent, doorCookieValue(door.key))) return null;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!reads && request.headers.get('origin') === null) throw new PasslineError('ORIGIN_REFUSED');
  return 'guest';
}

/**
 * Cookies are shared by all ports of a host: the port in the name keeps two stations on one machine apart. Its value is
 * derived from the key, so that another service on this machine that is sent the cookie does not learn the key.
 */
export function doorCookieName(request: Request): string {
  return `passline_door_${portOf(request)}`;
}

export function sessionCookieName(request: Request, transport: Transport): string {
  return transport === 'socket' ? 'passline_session' : `passline_session_${portOf(request)}`;
}

export function doorCookieValue(key: string): string {
  return createHmac('sha256', key).update('passline door cookie 1').digest('base64url');
}

/** Compares without telling by its duration how much of the secret was right. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function portOf(request: Request): string {
  return /:(\d+)$/.exec(request.headers.get('host') ?? '')?.[1] ?? '80';
}
