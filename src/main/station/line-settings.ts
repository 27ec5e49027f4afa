import { z } from 'zod';
import { sourceSchema } from '#shared/domain/source.ts';
import type { Records } from '../records/types.ts';

/** What the line was told, kept so that after a restart it goes on as it was. */
export const lineSettingsSchema = z.object({
  productId: z.string().nullable().default(null),
  /** The version of it that was put on the line; null: its newest. */
  recipeVersion: z.number().int().nullable().default(null),
  /** The product that came with this Passline, where it was imported. */
  demoProductId: z.string().nullable().default(null),
  source: sourceSchema.nullable().default(null),
  lot: z.string().nullable().default(null),
  supplierLot: z.string().nullable().default(null),
  /** Inspecting was asked for and not stopped by anyone since. */
  running: z.boolean().default(false),
});
export type LineSettings = z.infer<typeof lineSettingsSchema>;

export interface LineSettingsStore {
  current(): LineSettings;
  /** Kept by the records before it resolves. */
  change(change: Partial<LineSettings>): Promise<void>;
}

const key = 'line';

/** Reads what was kept; a setting from an older version that no longer parses is as if it had not been made. */
export async function openLineSettings(records: Pick<Records, 'setting' | 'putSetting'>): Promise<LineSettingsStore> {
  const kept = lineSettingsSchema.safeParse(await records.setting(key));
  let settings: LineSettings = kept.success ? kept.data : lineSettingsSchema.parse({});
  return {
    current: () => settings,
    change: async (change) => {
      settings = { ...settings, ...change };
      await records.putSetting(key, settings);
    },
  };
}
