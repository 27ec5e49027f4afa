/** Wrong secrets in a row before a name has to wait. */
export const triesBeforeWait = 5;
const firstWaitMs = 60_000;
const longestWaitMs = 300_000;
/** After this long without a wrong secret a name starts afresh. */
const forgetMs = 24 * 3_600_000;
/** Wrong secrets of all names together in a minute. */
export const triesPerMinute = 30;
/** Names that nobody has share these, so that guessing names cannot fill the memory. */
const buckets = 64;

interface Record {
  failures: number;
  waitUntilMs: number;
  lastMs: number;
}

export type TryAnswer =
  | { readonly allowed: false; readonly waitMs: number }
  | {
      readonly allowed: true;
      /** Takes the try back: the secret was right. */
      succeeded(): void;
      /** True when this failure makes the name wait. */
      failed(): boolean;
    };

/**
 * Slows guessing: five wrong secrets for a name, then a minute's wait, then two … up to five minutes after every five more.
 * With a PIN of four digits the whole range takes a week. A try counts from its beginning, so that many at once are many.
 * @param nowMs monotonic time
 */
export function createTries(nowMs: () => number): { begin(key: string, known: boolean): TryAnswer } {
  const records = new Map<string, Record>();
  let recent: number[] = [];

  function recordOf(key: string, known: boolean): Record {
    const slot = known ? `name ${key}` : `bucket ${bucketOf(key)}`;
    const found = records.get(slot);
    if (found !== undefined && nowMs() - found.lastMs < forgetMs) return found;
    const fresh = { failures: 0, waitUntilMs: 0, lastMs: nowMs() };
    records.set(slot, fresh);
    return fresh;
  }

  return {
    begin(key, known) {
      const now = nowMs();
      recent = recent.filter((at) => now - at < 60_000);
      const oldest = recent[0];
      if (oldest !== undefined && recent.length >= triesPerMinute) return { allowed: false, waitMs: 60_000 - (now - oldest) };
      const record = recordOf(key, known);
      if (now < record.waitUntilMs) return { allowed: false, waitMs: record.waitUntilMs - now };
      record.failures += 1;
      record.lastMs = now;
      recent.push(now);
      const makesWait = record.failures % triesBeforeWait === 0;
      if (makesWait) {
        const rounds = record.failures / triesBeforeWait - 1;
        record.waitUntilMs = now + Math.min(firstWaitMs * 2 ** rounds, longestWaitMs);
      }
      return {
        allowed: true,
        succeeded() {
          record.failures = 0;
          record.waitUntilMs = 0;
          const index = recent.indexOf(now);
          if (index >= 0) recent.splice(index, 1);
        },
        failed: () => makesWait,
      };
    },
  };
}

function bucketOf(key: string): number {
  let sum = 0;
  for (const char of key) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return sum % buckets;
}
