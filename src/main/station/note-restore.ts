import { type Logger, pino } from 'pino';
import type { FinishedRestore, Restored } from '../backup/index.ts';
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

/** In the log: what a restore that was cut short had left, and what was done about it. */
export function logFinishedRestore(found: FinishedRestore | null, log: Logger): void {
  if (found === null) return;
  if (found.kind === 'mark refused')
    log.error(
      { why: found.why },
      'the mark of a restore beside the data is damaged or forged: it is removed, nothing was renamed',
    );
  else log.warn({ outcome: found.kind }, 'a restore had been cut short');
}
