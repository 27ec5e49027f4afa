import { canonicalJson } from './canonical.ts';
import { RecordsError } from './errors.ts';
import type { Store } from './store.ts';

/** Key of the zone and the shifts by which a station goes: read by programs beside it as well. */
export const stationTimeSetting = 'station.time';

/** The value kept under a key; null where there is none. */
export async function readSetting({ reader }: Store, key: string): Promise<unknown> {
  const row = await reader.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : JSON.parse(row.value);
}

/** Keeps a JSON value of at most 64 kB under a key. */
export async function putSetting(store: Store, key: string, value: unknown): Promise<void> {
  const text = canonicalJson(value);
  if (text.length > 65_536) throw new RecordsError('INVALID', `The setting ${key} is too large.`);
  await store.write(async ({ db, now }) => {
    await db
      .insertInto('setting')
      .values({ key, value: text, changed_at_utc: now.atUtc })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text, changed_at_utc: now.atUtc }))
      .execute();
  });
}
