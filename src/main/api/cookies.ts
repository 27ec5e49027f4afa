/** Cookies of a request, last one of a name wins. Bounded by the server's header limit. */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return cookies;
}

/**
 * A cookie that scripts cannot read and that other sites cannot make a browser send. Without `maxAgeS` it ends with
 * the browser. Not `Secure`: loopback is plain http.
 */
export function cookie(name: string, value: string, options: { readonly maxAgeS?: number } = {}): string {
  const age = options.maxAgeS === undefined ? '' : `; Max-Age=${options.maxAgeS}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${age}`;
}
