import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { openRecords, type OpenRecordsOptions, type Records } from '#main/records/index.ts';

export * from './records-parts.ts';

export const silent = pino({ level: 'silent' });

/** A folder of its own for one test, removed afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'passline-records-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Open records that the end of the test closes. */
export async function openForTest(dataFolder: string, options: Partial<OpenRecordsOptions> = {}): Promise<Records> {
  const records = await openRecords({ dataFolder, log: silent, ...options });
  onTestFinished(() => records.close());
  return records;
}
