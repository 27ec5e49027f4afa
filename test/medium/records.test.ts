import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReportReader, partsCsv } from '#main/records/index.ts';
import { newPart, openForTest, recipe, reject, temporaryFolder, toolResult, writePicture } from './records-fixture.ts';

describe('a recorded part', () => {
  it('is read back as it was judged, also after a restart', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const part = reject({ serial: 'S-1', pictures: ['full', 'map'], monoNs: 2n ** 62n });
    const { number, chainHash } = await records.commitPart(part);
    await records.close();

    const again = await openForTest(folder);
    const report = await again.part(part.id);
    expect(number).toBe(1);
    expect(report).toMatchObject({
      id: part.id,
      number: 1,
      verdict: 'fail',
      reason: 'ANOMALY',
      score: 0.82,
      threshold: 0.5,
      defectCount: 1,
      serial: 'S-1',
      operator: 'Ann',
      latency: { judge: 18.25, total: 31.5 },
      latencyMs: 31.5,
      modelSha256: 'a'.repeat(64),
      defects: [{ x: 10, y: 20, width: 30, height: 40, score: 0.82, area_px: 611.5 }],
      tools: part.tools,
      chainHash,
    });
  });

  it('is refused when its id was recorded before, and takes no number then', async () => {
    const records = await openForTest(temporaryFolder());
    const part = newPart();
    await records.commitPart(part);
    await expect(records.commitPart(part)).rejects.toMatchObject({ code: 'INVALID' });
    expect(await records.commitPart(newPart())).toMatchObject({ number: 2 });
  });

  it('is refused as a whole when one of its tools cannot be recorded', async () => {
    const records = await openForTest(temporaryFolder());
    const part = newPart({ tools: [toolResult(), toolResult({ toolId: 'edge', threshold: Number.NaN })] });
    await expect(records.commitPart(part)).rejects.toMatchObject({ code: 'INVALID' });
    expect(await records.part(part.id)).toBeNull();
    expect((await records.verify({ pictures: true })).problems).toEqual([]);
  });

  it('shows the score of the tool that decided', async () => {
    const records = await openForTest(temporaryFolder());
    const part = newPart({
      verdict: 'fail',
      tools: [
        toolResult({ score: 0.9, threshold: 2 }),
        toolResult({ toolId: 'edge', score: 0.6, verdict: 'fail', reason: 'ANOMALY' }),
      ],
    });
    await records.commitPart(part);
    expect(await records.part(part.id)).toMatchObject({ score: 0.6, threshold: 0.5 });
  });

  it('keeps which judges spoke, and nothing where the model does not tell', async () => {
    const records = await openForTest(temporaryFolder());
    const scorers = [
      { name: 'r16', share: 0.75 },
      { name: 'g8', share: 0.25 },
    ];
    const part = newPart({ tools: [toolResult({ scorers }), toolResult({ toolId: 'edge' })] });
    await records.commitPart(part);
    expect((await records.part(part.id))?.tools.map((tool) => tool.scorers)).toEqual([scorers, undefined]);
    expect((await records.verify({ pictures: false })).problems).toEqual([]);
  });

  it('keeps what its defects looked most like, with the addresses of the pictures', async () => {
    const records = await openForTest(temporaryFolder());
    const place = { x: 4, y: 6, width: 80, height: 80 };
    const resemblances = [{ defect: null, ...place, good: [{ picture: 3, ...place }] }];
    const part = newPart({ tools: [toolResult({ resemblances }), toolResult({ toolId: 'edge' })] });
    await records.commitPart(part);
    const pictureUrl = `/api/v1/models/${'a'.repeat(64)}/pictures/3`;
    expect((await records.part(part.id))?.tools.map((tool) => tool.resemblances)).toEqual([
      [{ defect: null, ...place, good: [{ picture: 3, ...place, pictureUrl }] }],
      undefined,
    ]);
    expect((await records.verify({ pictures: false })).problems).toEqual([]);
  });

  it('is found by the kind of its defects, and tells it in lists, in the CSV and to reports', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const of = (...kinds: (string | null)[]) => {
      const defects = kinds.map((kind) => ({
        x: 1,
        y: 2,
        width: 3,
        height: 4,
        score: 0.8,
        area_px: 9,
        kind,
        kind_confidence: 0.7,
      }));
      return reject({ tools: [toolResult({ verdict: 'fail', reason: 'ANOMALY', defects })] });
    };
    const parts = [of('hole', null), of('scratch'), reject(), newPart()];
    for (const part of parts) await records.commitPart(part);
    const found = async (defectKind: string) => (await records.parts({ defectKind }, { cursor: null, limit: 10 })).parts;
    expect((await found('hole')).map(({ id }) => id)).toEqual([parts[0]?.id]);
    expect(await found('ho')).toEqual([]);
    const listed = (await records.parts({}, { cursor: null, limit: 10 })).parts.map(({ defectKinds }) => defectKinds);
    expect(listed).toEqual([[], [], ['scratch'], ['hole', null]]);
    const lines = [];
    for await (const text of partsCsv(records, {})) lines.push(...text.trim().split('\r\n'));
    expect(lines.map((line) => line.split(',').at(-1))).toEqual(['defect_kinds', '', '', 'scratch', 'hole; unknown']);
    await records.close();
    const reader = await openReportReader(folder);
    const extent = reader.extent({});
    const told = extent === null ? [] : [...reader.parts({}, extent)].map(({ defectKinds }) => defectKinds);
    reader.close();
    expect(told).toEqual([['hole', null], ['scratch'], [], []]);
  });

  it('keeps odd texts and numbers in a way that can be proved', async () => {
    const records = await openForTest(temporaryFolder());
    await records.commitPart(
      newPart({
        serial: 'a\u0000b\ud800c 零件 🔩',
        lot: "';DROP TABLE part;--",
        verdict: 'error',
        reason: 'SCORE_INVALID',
        tools: [toolResult({ score: Number.NaN, verdict: 'error', reason: 'SCORE_INVALID' })],
        latency: { total: 0.1 + 0.2, judge: -0 },
      }),
    );
    const [part] = await records.recent(1);
    expect(part).toMatchObject({ serial: 'a\u0000b\ufffdc 零件 🔩', score: null, latencyMs: 0.1 + 0.2 });
    expect((await records.verify({ pictures: false })).problems).toEqual([]);
  });
});

describe('counters', () => {
  it('count production parts since the last reset and since a moment, from the rows', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    await records.commitPart(newPart({ judgedAtUtc: '2026-03-01T05:59:59.999Z' }));
    await records.commitPart(reject({ judgedAtUtc: '2026-03-01T06:00:00.000Z' }));
    await records.commitPart(newPart({ mode: 'service' }));
    expect(await records.counters()).toEqual({ counters: { total: 2, ok: 1, review: 0, ng: 1, error: 0 }, sinceUtc: null });
    expect(await records.countersSince('2026-03-01T06:00:00Z')).toEqual({ total: 1, ok: 0, review: 0, ng: 1, error: 0 });

    await records.resetCounters('Ann');
    await records.commitPart(newPart({ verdict: 'review', reason: 'NEAR_THRESHOLD' }));
    await records.commitPart(newPart({ verdict: 'error', reason: 'FRAME_STALE', tools: [] }));
    const after = await records.counters();
    expect(after.counters).toEqual({ total: 2, ok: 0, review: 1, ng: 0, error: 1 });
    expect(after.sinceUtc).not.toBeNull();
    expect(await records.countersSince('2026-03-01T06:00:00Z')).toEqual({ total: 3, ok: 0, review: 1, ng: 1, error: 1 });

    await records.close();
    const again = await openForTest(folder);
    expect(await again.counters()).toEqual(after);
    expect(await again.auditTrail({ before: null, limit: 1 })).toMatchObject([
      { actor: 'Ann', action: 'counters.reset', detail: { total: 2, ok: 1, ng: 1, afterNumber: 3 } },
    ]);
  });
});

describe('pictures', () => {
  it('are found once their hash is recorded, and not before', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const part = reject({ pictures: ['full', 'map'] });
    await records.commitPart(part);
    expect(await records.picturePath(part.id, 'full')).toBeNull();
    expect((await records.part(part.id))?.pictures).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);

    await records.attachPictures(part.id, [writePicture(folder, part, 'full')]);
    await records.losePictures(part.id, ['map', 'full']);
    const found = await records.picturePath(part.id, 'full');
    expect(found?.mime).toBe('image/png');
    expect(existsSync(found?.path ?? '')).toBe(true);
    expect((await records.part(part.id))?.pictures.map(({ kind, state }) => [kind, state])).toEqual([
      ['full', 'stored'],
      ['map', 'lost'],
    ]);
  });

  it('are refused under a path that would leave their folder', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const part = reject({ pictures: ['full'] });
    await records.commitPart(part);
    const picture = writePicture(folder, part, 'full');
    for (const path of ['../key', '/etc/passwd', 'a/../../b.png', 'a\\b.png', 'C:/x.png', './a.png', 'a//b.png', 'a/..', '']) {
      await expect(records.attachPictures(part.id, [{ ...picture, path }])).rejects.toMatchObject({ code: 'INVALID' });
    }
    await records.attachPictures(part.id, [picture]);
  });

  it('may be reported again by somebody who had no answer; another picture in their place is refused', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const part = reject({ pictures: ['full', 'map'] });
    await records.commitPart(part);
    const [full, map] = [writePicture(folder, part, 'full'), writePicture(folder, part, 'map')];
    await records.attachPictures(part.id, [full]);
    await records.attachPictures(part.id, [full, map]);
    await records.attachPictures(part.id, [full, map]);
    await expect(records.attachPictures(part.id, [{ ...full, sha256: '0'.repeat(64) }])).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(await records.verify({ pictures: true })).toMatchObject({ ok: true, pictures: { checked: 2 }, head: { seq: 3 } });
  });

  it('are refused when the part does not wait for them, all of them or none', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const part = reject({ pictures: ['full'] });
    await records.commitPart(part);
    const both = [writePicture(folder, part, 'full'), writePicture(folder, part, 'crop')];
    await expect(records.attachPictures(part.id, both)).rejects.toMatchObject({ code: 'INVALID' });
    await expect(records.attachPictures('nobody', both)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await records.picturePath(part.id, 'full')).toBeNull();
  });

  it('that a stopped station did not finish are lost, and the file nobody vouches for is removed', async () => {
    const folder = temporaryFolder();
    const first = await openForTest(folder);
    const part = reject({ pictures: ['full', 'crop', 'map'] });
    await first.commitPart(part);
    await first.attachPictures(part.id, [writePicture(folder, part, 'full')]);
    const orphan = writePicture(folder, part, 'crop');
    await first.close();

    const second = await openForTest(folder);
    expect((await second.part(part.id))?.pictures.map(({ kind, state }) => [kind, state])).toEqual([
      ['crop', 'lost'],
      ['full', 'stored'],
      ['map', 'lost'],
    ]);
    expect(existsSync(join(folder, 'pictures', orphan.path))).toBe(false);
    expect(await second.picturePath(part.id, 'full')).not.toBeNull();
    expect(await second.auditTrail({ before: null, limit: 1 })).toMatchObject([
      { action: 'pictures.lost', detail: { pictures: 2, parts: 1, strayFilesRemoved: 1 } },
    ]);
    expect(await second.verify({ pictures: true })).toMatchObject({ ok: true, pictures: { checked: 1, lost: 2 } });
  });

  it('that a running station is still writing are left alone by a tool beside it', async () => {
    const folder = temporaryFolder();
    const station = await openForTest(folder);
    const part = reject({ pictures: ['full'] });
    await station.commitPart(part);
    const tool = await openForTest(folder, { role: 'tool' });
    await tool.audit({ actor: 'cli', action: 'looked', subject: null, detail: {} });
    await station.attachPictures(part.id, [writePicture(folder, part, 'full')]);
    expect(await station.verify({ pictures: true })).toMatchObject({ ok: true, pictures: { checked: 1, lost: 0 } });
  });

  it('are deleted when the days of the recipe that judged them are over, not of a later one, and the record says so', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    await records.putRecipe(recipe(), { actor: 'Ann', comment: 'first' });
    await records.putSetting('pictures.retentionDays', 10);
    const judged = reject({ pictures: ['full'], recipeVersion: 1 });
    const bare = reject({ pictures: ['full'], productId: null, recipeVersion: null });
    for (const part of [judged, bare]) {
      await records.commitPart(part);
      await records.attachPictures(part.id, [writePicture(folder, part, 'full')]);
    }
    await records.putRecipe(recipe({ name: 'Bracket B' }), { actor: 'Ann', comment: 'second' });
    const kept = await records.picturePath(judged.id, 'full');

    expect(await records.expirePictures('2026-03-11T08:00:00.000Z')).toBe(0);
    expect(await records.expirePictures('2026-03-20T00:00:00.000Z')).toBe(1);
    expect(await records.picturePath(bare.id, 'full')).toBeNull();
    expect(await records.picturePath(judged.id, 'full')).toEqual(kept);
    expect(await records.expirePictures('2026-04-01T00:00:00.000Z')).toBe(1);
    expect(existsSync(kept?.path ?? '')).toBe(false);
    expect((await records.part(judged.id))?.pictures).toMatchObject([{ state: 'expired', mime: 'image/png' }]);
    expect(await records.verify({ pictures: true })).toMatchObject({ ok: true, pictures: { checked: 0, expired: 2 } });
    expect(
      (await records.auditTrail({ before: null, limit: 9 })).filter((entry) => entry.action === 'pictures.expired'),
    ).toHaveLength(2);
  });
});

describe('recipes', () => {
  it('are kept as versions; an equal document is no new one', async () => {
    const records = await openForTest(temporaryFolder());
    const first = await records.putRecipe(recipe(), { actor: 'Ann', comment: 'new' });
    const second = await records.putRecipe(recipe({ name: 'Bracket B' }), { actor: 'Bo', comment: 'renamed' });
    expect(await records.putRecipe(recipe({ name: 'Bracket B' }), { actor: 'Cy', comment: 'again' })).toEqual(second);
    await records.putRecipe(recipe({ productId: 'nut', number: 2, name: 'Nut' }), { actor: 'Ann', comment: '' });

    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await records.recipe('bracket', 1)).toEqual(first);
    expect(await records.recipe('bracket')).toEqual(second);
    expect(await records.recipe('bracket', 3)).toBeNull();
    expect((await records.recipes()).map(({ recipe: { name }, version }) => [name, version])).toEqual([
      ['Bracket B', 2],
      ['Nut', 1],
    ]);
  });
});

describe('settings', () => {
  it('are null until put, then what was put last', async () => {
    const records = await openForTest(temporaryFolder());
    expect(await records.setting('station')).toBeNull();
    await records.putSetting('station', { name: 'Line 3' });
    await records.putSetting('station', { name: 'Line 4', shifts: ['06:00'] });
    expect(await records.setting('station')).toEqual({ name: 'Line 4', shifts: ['06:00'] });
  });
});

describe('the audit trail', () => {
  it('is read newest first, page by page', async () => {
    const records = await openForTest(temporaryFolder());
    for (const subject of ['a', 'b', 'c'])
      await records.audit({ actor: 'Ann', action: 'product.selected', subject, detail: { by: 'tap' } });
    const first = await records.auditTrail({ before: null, limit: 2 });
    const second = await records.auditTrail({ before: first.at(-1)?.seq ?? 0, limit: 2 });
    expect([...first, ...second].map((entry) => entry.subject)).toEqual(['c', 'b', 'a']);
  });
});
