import { nameKey, RecordsError, type Records, type UserRow } from '../records/index.ts';

/** Users read longer ago than this are read again: a change made by `passline users` holds within this time. */
const freshMs = 2_000;
/** While the records are not available, what was read last holds for this long. */
const staleMs = 60_000;

export interface Directory {
  all(): Promise<readonly UserRow[]>;
  byId(id: string): Promise<UserRow | null>;
  byName(name: string): Promise<UserRow | null>;
  /** Reads again at the next question. */
  forget(): void;
}

/** The users, read from the records at most every two seconds: every request of every page asks who is asking. */
export function createDirectory(records: Pick<Records, 'users'>, nowMs: () => number): Directory {
  let known: { readonly users: readonly UserRow[]; readonly atMs: number } | null = null;
  let reading: Promise<readonly UserRow[]> | null = null;
  let edition = 0;

  async function read(): Promise<readonly UserRow[]> {
    const mine = edition;
    const atMs = nowMs();
    try {
      const users = await records.users();
      if (mine === edition) known = { users, atMs };
      return users;
    } catch (error) {
      if (error instanceof RecordsError && known !== null && nowMs() - known.atMs < staleMs) return known.users;
      throw error;
    } finally {
      if (mine === edition) reading = null;
    }
  }

  async function all(): Promise<readonly UserRow[]> {
    if (known !== null && nowMs() - known.atMs < freshMs) return known.users;
    reading ??= read();
    return reading;
  }

  return {
    all,
    byId: async (id) => (await all()).find((user) => user.id === id) ?? null,
    byName: async (name) => (await all()).find((user) => nameKey(user.name) === nameKey(name)) ?? null,
    forget() {
      edition += 1;
      known = null;
      reading = null;
    },
  };
}
