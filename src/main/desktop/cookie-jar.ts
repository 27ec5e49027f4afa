/** The cookies of one window. Chromium keeps none for a scheme of our own, so the shell does. */
export interface CookieJar {
  /** Value for a `Cookie` header, or null when there is none. */
  header(): string | null;
  /** Takes the `Set-Cookie` headers of an answer. */
  store(setCookies: readonly string[]): void;
}

/** Keeps cookies in memory, for the one station that the window talks to: a restart of the shell asks to sign in again. */
export function createCookieJar(now: () => number = Date.now): CookieJar {
  const kept = new Map<string, { readonly value: string; readonly endsAtMs: number }>();
  return {
    header() {
      for (const [name, { endsAtMs }] of kept) if (endsAtMs <= now()) kept.delete(name);
      return kept.size === 0 ? null : [...kept].map(([name, { value }]) => `${name}=${value}`).join('; ');
    },
    store(setCookies) {
      for (const text of setCookies) {
        const [pair = '', ...attributes] = text.split(';');
        const at = pair.indexOf('=');
        if (at > 0) kept.set(pair.slice(0, at).trim(), { value: pair.slice(at + 1).trim(), endsAtMs: endOf(attributes, now()) });
      }
    },
  };
}

/** RFC 6265, 5.3: Max-Age wins over Expires; with neither the cookie lasts as long as the window's shell. */
function endOf(attributes: readonly string[], nowMs: number): number {
  const named = new Map(
    attributes.map((text) => [text.split('=')[0]?.trim().toLowerCase(), text.slice(text.indexOf('=') + 1).trim()]),
  );
  const maxAgeS = named.get('max-age');
  if (maxAgeS !== undefined && /^-?\d+$/.test(maxAgeS)) return nowMs + Number(maxAgeS) * 1000;
  const expires = Date.parse(named.get('expires') ?? '');
  return Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires;
}
