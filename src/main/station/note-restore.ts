import { pino } from 'pino';
import type { Restored } from '../backup/index.ts';
import { openRecords } from '../records/index.ts';
import { openLineSettings } from './line-settings.ts';

/**
 * In restored data that no station has open yet: the audit trail says that they were, because what was recorded after the
 * backup is not there any more; and a line that ran when the backup was made stands still until a person starts it.
 */
export async function noteRestore(dataFolder: string, { manifest }: Pick<Restored, 'manifest'>, actor: string): Promise<void> {
  const records = await openRecords({ dataFolder, log: pino({ level: 'silent' }), role: 'tool' });
  try {
    const { name, createdAtUtc, head } = manifest;
    const detail = { createdAtUtc, head: `${head.seq}:${head.hash}` };
    await records.audit({ actor, action: 'backup.restored', subject: name, detail });
    await (await openLineSettings(records)).change({ running: false });
  } finally {
    await records.close();
  }
}
