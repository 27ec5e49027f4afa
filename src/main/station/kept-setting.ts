import type { z } from 'zod';
import type { Records } from '../records/types.ts';

export interface KeptSetting<T> {
  current(): T;
  /** Kept and audited before it resolves; nothing happens where it is what it was. Answers whether it changed. */
  change(next: T, actor: string): Promise<boolean>;
}

/** A setting of the station: read once, kept with every change, and every change in the audit trail with what was before. */
export async function openSetting<T>(
  records: Pick<Records, 'setting' | 'putSetting' | 'audit'>,
  options: { readonly key: string; readonly schema: z.ZodType<T>; readonly initial: T; readonly action: string },
): Promise<KeptSetting<T>> {
  const kept = options.schema.safeParse(await records.setting(options.key));
  let value = kept.success ? kept.data : options.initial;
  return {
    current: () => value,
    async change(next, actor) {
      if (JSON.stringify(next) === JSON.stringify(value)) return false;
      const before = value;
      await records.putSetting(options.key, next);
      value = next;
      await records.audit({ actor, action: options.action, subject: null, detail: { before, after: next } });
      return true;
    },
  };
}
