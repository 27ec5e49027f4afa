import { expect, it, onTestFinished } from 'vitest';
import { createCalls } from '#main/records/calls.ts';
import { openStore } from '#main/records/open-store.ts';
import { newPart, temporaryFolder } from './records-fixture.ts';

it('a clock that was set is audited once, before the row that was written then', async () => {
  const now = { utcMs: Date.UTC(2026, 2, 1, 8), monoNs: 10_000_000_000n };
  const clock = { utcMs: () => now.utcMs, monoNs: () => now.monoNs };
  const options = { dataFolder: temporaryFolder(), role: 'station', bootId: 'this-boot' } as const;
  const { store, close } = await openStore(options, () => undefined, clock);
  onTestFinished(close);
  const records = createCalls(store);
  await records.commitPart(newPart());
  now.utcMs += 1_000;
  now.monoNs += 1_000_000_000n;
  await records.commitPart(newPart());
  now.utcMs -= 3_600_000;
  await records.commitPart(newPart());
  await records.commitPart(newPart());

  const trail = await records.auditTrail({ before: null, limit: 10 });
  expect(trail).toMatchObject([
    {
      atUtc: '2026-03-01T07:00:01.000Z',
      actor: 'system',
      action: 'clock.stepped',
      detail: { stepMs: -3_600_000, expectedUtc: '2026-03-01T08:00:01.000Z', foundUtc: '2026-03-01T07:00:01.000Z' },
    },
  ]);
  const chain = await store.reader.selectFrom('chain').select('kind').orderBy('seq').execute();
  expect(chain.map((link) => link.kind)).toEqual(['part', 'part', 'audit', 'part', 'part']);
  const rows = await store.reader.selectFrom('part').select('boot_id').distinct().execute();
  expect(rows).toEqual([{ boot_id: 'this-boot' }]);
});
