/** The token of an address that a station printed, or null. A bare token is taken as it is. */
export function tokenOf(typed: string): string | null {
  const text = typed.trim();
  const inAddress = /[?&]token=([^&#\s]+)/.exec(text)?.[1];
  if (inAddress !== undefined) {
    try {
      return decodeURIComponent(inAddress);
    } catch {
      return null;
    }
  }
  return /^[\w-]{16,}$/.test(text) ? text : null;
}
