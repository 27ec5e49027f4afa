import { describe, expect, it } from 'vitest';
import { type Watched, warningsOf } from './warnings.ts';

const last = { atUtc: '2026-01-01T02:00:00Z', name: 'a', by: 'system', copiedFiles: 1, copiedBytes: 1, failure: null };
const well: Watched = {
  freeBytes: 50e9,
  backup: {
    plan: { folder: '/backups', keep: 7, dailyAt: { hour: 2, minute: 0 } },
    last,
  },
  shiftReports: {
    wanted: { folder: '/reports', language: 'en' },
    state: { lastName: 'a', lastMadeAtUtc: '2026-01-01T06:00:00Z', failedAtUtc: null, failure: null },
  },
};
const codes = (watched: Watched): string[] => warningsOf(watched).map(({ code }) => code);
const failedBackup = (failure: string): Watched['backup'] => ({ ...well.backup, last: { ...last, failure } });

describe('what somebody should see to', () => {
  it('is nothing while all is well, or nothing is known', () => {
    expect(codes(well)).toEqual([]);
    expect(codes({ ...well, freeBytes: null, backup: { plan: null, last: null } })).toEqual([]);
  });
  it('is a disk that will be full soon, while the line still runs', () => {
    expect(warningsOf({ ...well, freeBytes: 1.5e9 })).toEqual([{ code: 'DISK_LOW', detail: '1500 MB' }]);
  });
  it('is a backup that failed, until one is made or none is wanted any more', () => {
    expect(codes({ ...well, backup: failedBackup('the folder is away') })).toEqual(['BACKUP_FAILED']);
    expect(codes({ ...well, backup: { ...failedBackup('the folder is away'), plan: null } })).toEqual([]);
  });
  it('is not a backup that somebody ended', () => {
    expect(codes({ ...well, backup: failedBackup('cancelled') })).toEqual([]);
  });
  it('is the report of a shift that could not be written', () => {
    const state = { ...well.shiftReports.state, failure: 'EACCES' };
    expect(codes({ ...well, shiftReports: { ...well.shiftReports, state } })).toEqual(['SHIFT_REPORT_FAILED']);
    expect(codes({ ...well, shiftReports: { wanted: null, state } })).toEqual([]);
  });
});
