import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRecords, RecordsError } from '#main/records/index.ts';
import { verifyRecords } from '#main/records/verify.ts';
import { newPart, openForTest, silent, temporaryFolder } from './records-fixture.ts';

const writer = fileURLToPath(new URL('./records-writer.ts', import.meta.url));

function startWriter(folder: string): { child: ChildProcess; lines: AsyncIterable<string>; ended: Promise<unknown> } {
  const child = spawn(process.execPath, [writer, folder, '100000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { child, lines: createInterface({ input: child.stdout }), ended };
}

/** Eleven processes and threads one after the other: on a busy machine that adds up. */
const patient = { timeout: 300_000 };

describe('kill -9 of the station', patient, () => {
  it('never loses an acknowledged part, at ten random moments one after another', async () => {
    const folder = temporaryFolder();
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < 10; round += 1) {
      const { child, lines, ended } = startWriter(folder);
      const stopAfter = 1 + Math.floor(Math.random() * 12);
      let seen = 0;
      for await (const line of lines) {
        const [number, id] = line.split(' ');
        if (id === undefined) continue;
        expect(acknowledged.has(Number(number)), `number ${number} was given twice`).toBe(false);
        acknowledged.set(Number(number), id);
        seen += 1;
        // Not on the acknowledgement itself: somewhere inside the next writes.
        if (seen === stopAfter) setTimeout(() => child.kill('SIGKILL'), Math.random() * 8);
      }
      await ended;
      const result = await verifyRecords({ dataFolder: folder, pictures: true }, () => undefined);
      expect(result.problems, `after round ${round}`).toEqual([]);
    }

    const records = await openForTest(folder);
    for (const [number, id] of acknowledged) expect((await records.part(id))?.number).toBe(number);
    const result = await records.verify({ pictures: true });
    const { counters } = await records.counters();
    expect(result).toMatchObject({ ok: true, counters, pictures: { pending: 0 } });
    expect(counters.total).toBe(result.parts);
    expect(result.parts).toBeGreaterThanOrEqual(acknowledged.size);
    // At most the one part of each round that was committed and not yet acknowledged.
    expect(result.parts).toBeLessThanOrEqual(acknowledged.size + 10);
    const numbers = (await records.parts({}, { cursor: null, limit: 500 })).parts.map((part) => part.number);
    expect(numbers).toEqual(Array.from({ length: result.parts }, (_, index) => result.parts - index));
    const files = readdirSync(join(folder, 'pictures'), { recursive: true }).filter((name) => String(name).endsWith('.png'));
    expect(files).toHaveLength(result.pictures.checked);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('when the thread of the records dies', () => {
  it('calls under way are rejected at once, and it is open again with everything that was committed', async () => {
    const folder = temporaryFolder();
    const threads: { terminate(): Promise<number> }[] = [];
    const records = await openRecords({ dataFolder: folder, log: silent, onThread: (thread) => threads.push(thread) });
    await records.commitPart(newPart());
    const underWay = Array.from({ length: 20 }, () =>
      records.commitPart(newPart()).then(
        () => 'written',
        (error: unknown) => error,
      ),
    );
    await threads[0]?.terminate();
    const outcomes = await Promise.all(underWay);
    expect(outcomes.some((outcome) => outcome instanceof RecordsError && outcome.code === 'RECORDS_LOST')).toBe(true);
    await expect(records.recent(1)).rejects.toMatchObject({ code: 'RECORDS_LOST' });
    expect(await records.health()).toMatchObject({ writable: false, detail: 'RECORDS_LOST' });

    await expect.poll(async () => (await records.health()).writable, { timeout: 20_000 }).toBe(true);
    const written = outcomes.filter((outcome) => outcome === 'written').length;
    const { number } = await records.commitPart(newPart());
    expect(number).toBeGreaterThanOrEqual(written + 2);
    expect((await records.verify({ pictures: true })).problems).toEqual([]);
    await records.close();
    await expect(records.recent(1)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('pictures that this station is still writing are not given up', async () => {
    const threads: { terminate(): Promise<number> }[] = [];
    const records = await openForTest(temporaryFolder(), { onThread: (thread) => threads.push(thread) });
    const part = newPart({ pictures: ['full'] });
    await records.commitPart(part);
    await threads[0]?.terminate();
    await expect.poll(async () => (await records.health()).writable, { timeout: 20_000 }).toBe(true);
    expect((await records.part(part.id))?.pictures).toMatchObject([{ state: 'pending' }]);
  });
});
