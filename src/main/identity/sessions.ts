import { createHash, randomBytes } from 'node:crypto';

const hourMs = 3_600_000;
/** A session ends after this long without a request … */
export const idleLimitMs = 12 * hourMs;
/** … and after this long in any case. */
export const longestLifeMs = 7 * 24 * hourMs;
const mostSessions = 1_000;

export interface Session {
  readonly userId: string;
  /** Edition of the user that the session was given for; another one has to sign in again. */
  readonly edition: number;
}

export interface Sessions {
  /** A new session; answers with its token (256 random bits), which is kept nowhere. */
  open(session: Session): string;
  /** The session of a token, used now; null when there is none or its time is over. */
  touch(token: string): Session | null;
  end(token: string): void;
}

interface Entry extends Session {
  readonly openedMs: number;
  readonly usedMs: number;
}

/**
 * Sessions live in memory, under the hash of their token: a restart of the station signs everybody out, and nothing that
 * is read from its memory or disk opens a session.
 * @param nowMs monotonic time: setting the clock neither ends nor prolongs a session
 */
export function createSessions(nowMs: () => number): Sessions {
  const entries = new Map<string, Entry>();
  return {
    open(session) {
      const token = randomBytes(32).toString('base64url');
      const now = nowMs();
      entries.set(hashOf(token), { ...session, openedMs: now, usedMs: now });
      // The map is in order of last use: see `touch`.
      for (const oldest of entries.keys()) if (entries.size > mostSessions) entries.delete(oldest);
      return token;
    },
    touch(token) {
      const key = hashOf(token);
      const entry = entries.get(key);
      if (entry === undefined) return null;
      entries.delete(key);
      const now = nowMs();
      if (now - entry.usedMs > idleLimitMs || now - entry.openedMs > longestLifeMs) return null;
      entries.set(key, { ...entry, usedMs: now });
      return entry;
    },
    end(token) {
      entries.delete(hashOf(token));
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
