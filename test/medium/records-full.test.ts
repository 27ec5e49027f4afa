import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRecords, verifyInThread } from '#main/records/index.ts';
import { newPart, openForTest, silent, temporaryFolder } from './records-fixture.ts';

const writer = fileURLToPath(new URL('./records-writer.ts', import.meta.url));

describe('a database that cannot grow any more', () => {
  it('refuses the part as a whole, says that it is not writable, and goes on once there is room', async () => {
    const folder = temporaryFolder();
    const first = await openForTest(folder);
    await first.commitPart(newPart());
    await first.close();

    const full = await openForTest(folder, { maxPages: 80 });
    const written: string[] = [];
    const big = 'x'.repeat(2_000);
    const failure = await (async () => {
      for (;;) {
        const part = newPart({ detail: big });
        await full.commitPart(part);
        written.push(part.id);
      }
    })().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'RecordsError', code: 'DISK_FULL' });
    await expect(full.commitPart(newPart({ detail: big.repeat(5) }))).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect((await full.counters()).counters.total).toBe(written.length + 1);
    expect((await full.verify({ pictures: true })).problems).toEqual([]);
    await full.close();

    const again = await openForTest(folder);
    expect(await again.commitPart(newPart())).toMatchObject({ number: written.length + 2 });
  });
});

describe.skipIf(process.platform === 'win32')('a disk that is full', () => {
  it('is reported by the commit and by health, with nothing half-written', async () => {
    const folder = temporaryFolder();
    // The largest size of a file, as the kernel enforces it: a write beyond it fails as on a full disk.
    const script = `trap '' XFSZ; ulimit -f 1400; exec "$0" "$@"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script, process.execPath, writer, folder, '100000']);
    const lines = stdout.trim().split('\n');
    const acknowledged = lines.map((line) => line.split(' ')).filter(([number, id]) => Number(number) > 0 && id !== undefined);
    const health = JSON.parse(lines.find((line) => line.startsWith('health '))?.slice('health '.length) ?? '{}');
    expect(lines).toContain('refused DISK_FULL');
    expect(health).toMatchObject({ writable: false, detail: expect.stringMatching(/^DISK_FULL/) });
    expect(acknowledged.length).toBeGreaterThan(10);

    const result = await verifyInThread({ dataFolder: folder, pictures: true });
    expect(result.problems).toEqual([]);
    expect(result.parts).toBe(acknowledged.length);
  });
});

describe('a place that cannot hold a database', () => {
  it('is refused at the opening, with a reason', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'passline.db'));
    await expect(openRecords({ dataFolder: folder, log: silent })).rejects.toMatchObject({
      name: 'RecordsError',
      code: 'NOT_WRITABLE',
    });
  });
});
