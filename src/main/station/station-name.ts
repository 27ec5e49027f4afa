import { hostname } from 'node:os';
import { z } from 'zod';
import type { Records } from '../records/types.ts';

export interface StationName {
  current(): string;
  change(name: string, actor: string): Promise<void>;
}

const key = 'station.name';

/** The name people see: the one given at set-up, else the one asked for at start, else that of the machine. */
export async function openStationName(
  records: Pick<Records, 'setting' | 'putSetting' | 'audit'>,
  wished: string | undefined,
): Promise<StationName> {
  const kept = z
    .string()
    .min(1)
    .max(60)
    .safeParse(await records.setting(key));
  let name = kept.success ? kept.data : (wished ?? hostname().slice(0, 60)) || 'Passline';
  return {
    current: () => name,
    change: async (next, actor) => {
      await records.putSetting(key, next);
      name = next;
      await records.audit({ actor, action: 'station.renamed', subject: next, detail: {} });
    },
  };
}
