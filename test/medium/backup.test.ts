import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BackupMade, BackupError, listBackups, makeBackup, restoreBackup } from '#main/backup/index.ts';
import { openRecords, type Records, verifyInThread } from '#main/records/index.ts';
import type { NewPart } from '#main/records/types.ts';
import { newPart, openForTest, recipe, reject, silent, temporaryFolder, writePicture } from './records-fixture.ts';

/** Every verdict once, two pictures of each, a recipe, and a model beside them. */
async function fill(data: string, records: Records, parts = 5): Promise<void> {
  await records.putRecipe(recipe(), { actor: 'Ann', comment: '' });
  for (let index = 0; index < parts; index += 1) await addPart(data, records);
  mkdirSync(join(data, 'models'), { recursive: true });
  writeFileSync(join(data, 'models', `${'a'.repeat(64)}.model`), 'a model');
}

async function addPart(data: string, records: Records, content?: string): Promise<NewPart> {
  const part = reject({ pictures: ['full', 'crop'] });
  await records.commitPart(part);
  await records.attachPictures(part.id, [writePicture(data, part, 'full', content), writePicture(data, part, 'crop')]);
  return part;
}

const back = (data: string, folder: string, over: Partial<Parameters<typeof makeBackup>[0]> = {}): Promise<BackupMade> =>
  makeBackup(
    { dataFolder: data, folder, keep: null, stationName: 'Line 3', version: '1', checkAll: false, ...over },
    () => undefined,
    new AbortController().signal,
  );

const bring = (from: string, data: string, replace = false) =>
  restoreBackup({ from, dataFolder: data, replace, letGo: async () => undefined }, () => undefined, new AbortController().signal);

const code = (failing: Promise<unknown>): Promise<string> =>
  failing.then(
    () => 'nothing failed',
    (error: unknown) => (error instanceof BackupError ? error.code : String(error)),
  );

const filesOf = (folder: string): string[] =>
  readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** Backups are named by the second. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));

describe('a backup', { timeout: 120_000 }, () => {
  it('brings everything back after the data were destroyed: proved, and with the same counters', async () => {
    const data = join(temporaryFolder(), 'data');
    const folder = join(temporaryFolder(), 'backups');
    mkdirSync(data);
    const records = await openRecords({ dataFolder: data, log: silent });
    await fill(data, records);
    await records.commitPart(newPart());
    const before = { counters: await records.counters(), head: (await records.verify({ pictures: true })).head };
    const { manifest } = await back(data, folder);
    expect(manifest).toMatchObject({ parts: 6, problems: 0, pictures: { count: 10, missing: 0 } });
    await records.close();
    rmSync(data, { recursive: true });

    const restored = await bring(folder, data);
    expect(restored.movedTo).toBeNull();
    const proof = await verifyInThread({ dataFolder: data, pictures: true, expectedHead: before.head });
    expect(proof).toMatchObject({ ok: true, parts: 6, pictures: { checked: 10 }, counters: before.counters.counters });
    expect(readFileSync(join(data, 'models', `${'a'.repeat(64)}.model`), 'utf8')).toBe('a model');
    // and the station goes on where the backup ended
    const again = await openForTest(data);
    expect(await again.counters()).toEqual(before.counters);
    expect(await again.commitPart(newPart())).toMatchObject({ number: 7 });
    expect(await again.verify({ pictures: true })).toMatchObject({ ok: true });
  });

  it('is made while verdicts are written, and holds one moment of them', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    const records = await openForTest(data);
    await fill(data, records, 20);
    let going = true;
    const line = (async () => {
      while (going) await addPart(data, records);
    })();
    const { manifest } = await back(data, folder);
    going = false;
    await line;
    const target = join(temporaryFolder(), 'restored');
    await bring(folder, target);
    const proof = await verifyInThread({ dataFolder: target, pictures: true });
    expect(proof.ok).toBe(true);
    expect(proof.parts).toBe(manifest.parts);
    expect((await records.counters()).counters.total).toBeGreaterThan(manifest.parts);
  });

  it('copies what is new, and removes what no kept backup needs any more', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    const records = await openForTest(data);
    await fill(data, records, 3);
    const first = await back(data, folder);
    expect(first.copiedFiles).toBe(7);
    await nextSecond();
    const same = await addPart(data, records, 'a picture that comes twice');
    await addPart(data, records, 'a picture that comes twice');
    const second = await back(data, folder);
    expect(second.copiedFiles).toBe(3);
    expect(filesOf(folder)).toHaveLength(10);
    expect(same.id).not.toBe('');

    await records.expirePictures('2030-01-01T00:00:00Z');
    await nextSecond();
    const third = await back(data, folder, { keep: 1 });
    expect(third.removedBackups).toEqual([second.manifest.name, first.manifest.name]);
    expect((await listBackups(folder)).map(({ name }) => name)).toEqual([third.manifest.name]);
    expect(filesOf(folder)).toHaveLength(1);
  });

  it('is made of damaged data too, says what is damaged, and does not keep it for good', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    const records = await openForTest(data);
    await fill(data, records, 3);
    const [one, two] = readdirSync(join(data, 'pictures/2026/03/01')).map((name) => join(data, 'pictures/2026/03/01', name));
    writeFileSync(one ?? '', 'swapped');
    rmSync(two ?? '');
    const { manifest } = await back(data, folder);
    expect(manifest).toMatchObject({ parts: 3, pictures: { count: 6, missing: 2 } });
    const target = join(temporaryFolder(), 'restored');
    expect(await bring(folder, target)).toMatchObject({ missingPictures: 2 });
    const { problems } = await verifyInThread({ dataFolder: target, pictures: true });
    expect(problems.map(({ kind }) => kind)).toEqual(['picture_missing', 'picture_missing']);
  });

  it('that was cancelled leaves nothing of itself, and the ones before as they were', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    const records = await openForTest(data);
    await fill(data, records, 3);
    await back(data, folder);
    const before = filesOf(folder);
    await nextSecond();
    await addPart(data, records);
    const cancel = new AbortController();
    const order = { dataFolder: data, folder, keep: 1, stationName: '', version: '', checkAll: false };
    for (const when of ['records', 'files', 'check'] as const) {
      const cancelled = makeBackup(order, (step) => step === when && cancel.abort(new Error('enough')), cancel.signal);
      await expect(cancelled).rejects.toThrow('enough');
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(await listBackups(folder)).toHaveLength(1);
    expect(filesOf(folder)).toEqual(expect.arrayContaining(before));
    // what had been copied in whole is used by the next one
    expect((await back(data, folder)).manifest.parts).toBe(4);
  });

  it('that is half written is never taken for one, and is cleared away by the next', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    await fill(data, await openForTest(data), 2);
    const { manifest } = await back(data, folder);
    renameSync(join(folder, manifest.name), join(folder, `${manifest.name}.partial`));
    expect(await code(bring(folder, join(temporaryFolder(), 'x')))).toBe('NO_BACKUP');
    // one whose manifest is cut off is none either
    mkdirSync(join(folder, '2026-01-01T00-00-00Z'));
    writeFileSync(join(folder, '2026-01-01T00-00-00Z', 'manifest.json'), '{"format":1,');
    expect(await listBackups(folder)).toEqual([]);
    await nextSecond();
    await back(data, folder);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(await listBackups(folder)).toHaveLength(1);
  });

  it('with a damaged or missing file is not restored, and the data stay as they are', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    const target = join(temporaryFolder(), 'target');
    mkdirSync(target);
    writeFileSync(join(target, 'passline.db'), 'what is there');
    await fill(data, await openForTest(data), 2);
    const { manifest } = await back(data, folder);
    const [file = ''] = filesOf(folder).map((name) => join(folder, 'files', name.slice(0, 2), name));
    const content = readFileSync(file);
    writeFileSync(file, 'bit rot');
    expect(await code(bring(folder, target, true))).toBe('BACKUP_DAMAGED');
    rmSync(file);
    expect(await code(bring(folder, target, true))).toBe('BACKUP_DAMAGED');
    writeFileSync(file, content);
    const database = join(folder, manifest.name, 'passline.db');
    writeFileSync(database, Buffer.concat([readFileSync(database), Buffer.alloc(1)]));
    expect(await code(bring(folder, target, true))).toBe('BACKUP_DAMAGED');
    expect(readFileSync(join(target, 'passline.db'), 'utf8')).toBe('what is there');
    expect(readdirSync(join(target, '..'))).toEqual(['target']);
  });

  it('finds what rotted in its folder when everything is read again', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    await fill(data, await openForTest(data), 2);
    await back(data, folder);
    const [name = ''] = filesOf(folder);
    writeFileSync(join(folder, 'files', name.slice(0, 2), name), 'bit rot');
    await nextSecond();
    expect(await code(back(data, folder, { checkAll: true }))).toBe('BACKUP_DAMAGED');
    // the rotten file is gone: the next backup copies it anew
    await nextSecond();
    expect((await back(data, folder, { checkAll: true })).copiedFiles).toBe(1);
  });

  it('goes into a folder of its own: not among other files, not among those of another station', async () => {
    const [data, other, folder] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    await fill(data, await openForTest(data), 1);
    await fill(other, await openForTest(other), 1);
    writeFileSync(join(folder, 'holiday.jpg'), '');
    expect(await code(back(data, folder))).toBe('FOREIGN_FOLDER');
    const own = join(folder, 'own');
    await back(data, own);
    expect(await code(back(other, own))).toBe('FOREIGN_FOLDER');
    expect(await listBackups(own)).toHaveLength(1);
    expect(existsSync(join(folder, 'holiday.jpg'))).toBe(true);
  });

  it('is restored over other data only when that is asked for, and those are kept aside', async () => {
    const data = temporaryFolder();
    const folder = join(temporaryFolder(), 'backups');
    const target = join(temporaryFolder(), 'target');
    await fill(data, await openForTest(data), 1);
    await back(data, folder);
    mkdirSync(target);
    writeFileSync(join(target, 'passline.db'), 'old');
    writeFileSync(join(target, 'key'), 'the key of this machine');
    expect(await code(bring(folder, target))).toBe('TARGET_NOT_EMPTY');
    const { movedTo } = await bring(folder, target, true);
    expect(readFileSync(join(movedTo ?? '', 'passline.db'), 'utf8')).toBe('old');
    expect(readFileSync(join(target, 'key'), 'utf8')).toBe('the key of this machine');
    expect(await verifyInThread({ dataFolder: target, pictures: true })).toMatchObject({ ok: true, parts: 1 });
  });
});
