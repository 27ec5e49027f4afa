import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clearUploads,
  dataFolder,
  defaultDataFolder,
  NotADataFolderError,
  prepareDataFolder,
  stationKey,
} from './data-folder.ts';

describe.skipIf(process.platform === 'win32')('the data folder', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'passline-data-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('and the key in it are for this user only', async () => {
    const folder = dataFolder(join(root, 'new'));
    await prepareDataFolder(folder);
    await clearUploads(folder);
    await stationKey(folder);
    expect([folder.root, folder.pictures, folder.models, folder.uploads, folder.logs].map(mode)).toEqual(Array(5).fill('700'));
    expect(mode(folder.key)).toBe('600');
  });

  it('is never one that holds other things', async () => {
    writeFileSync(join(root, 'holiday.jpg'), '');
    const before = mode(root);
    await expect(prepareDataFolder(dataFolder(root))).rejects.toThrow(NotADataFolderError);
    expect(mode(root)).toBe(before);
    writeFileSync(join(root, 'passline.db'), '');
    await prepareDataFolder(dataFolder(root));
  });

  it('keeps its key over restarts, and makes a new one where the file is damaged', async () => {
    const folder = dataFolder(root);
    const key = await stationKey(folder);
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(await stationKey(folder)).toBe(key);
    writeFileSync(folder.key, 'short');
    const next = await stationKey(folder);
    expect(next).toMatch(/^[\w-]{43}$/);
    expect(next).not.toBe(key);
  });

  it('has a socket whose path the system accepts, however deep it lies', () => {
    const deep = dataFolder(join(root, 'x'.repeat(60), 'y'.repeat(60)));
    expect(Buffer.byteLength(deep.socket)).toBeLessThanOrEqual(104);
    expect(deep.socket).not.toBe(dataFolder(join(root, 'x'.repeat(60), 'z'.repeat(60))).socket);
  });

  it('is where the system keeps the data of its users', () => {
    expect(defaultDataFolder({ XDG_DATA_HOME: '/data/me' })).toBe('/data/me/passline');
    expect(defaultDataFolder({})).toMatch(/\.local\/share\/passline$/);
  });
});
