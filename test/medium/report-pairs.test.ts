import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openReportReader } from '#main/records/index.ts';
import { rejectPairs } from '#main/reports/reject-pairs.ts';
import { encodePng, loadModel, teachReference } from '#main/vision/index.ts';
import { label, photograph } from './printed-parts.ts';
import { openForTest, recipe, reject, temporaryFolder, toolResult, writePicture } from './records-fixture.ts';
import { makeOnce, order, wordsOf } from './report-fixture.ts';

const part = label(6, { width: 240, height: 200 });
const inked = photograph(
  { ...part, shapes: [...part.shapes, { kind: 'disc', x: 120, y: 110, radius: 6, colour: [30, 20, 90] }] },
  { noise: 1, seed: 3 },
);

/** Images of a PDF, by poppler; null where that is not installed. */
function imagesOf(pdf: string): number | null {
  try {
    return execFileSync('pdfimages', ['-list', pdf], { encoding: 'utf8' }).trim().split('\n').length - 2;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A station that rejected one label, with the model that judged it. */
async function station(): Promise<{ readonly data: string; readonly picture: string; readonly model: string }> {
  const data = temporaryFolder();
  await mkdir(join(data, 'models'), { recursive: true });
  const reference = join(data, 'reference.png');
  writeFileSync(reference, await encodePng(photograph(part, { noise: 1 })));
  const request = { name: 'label', reference, good: [], bad: [], falseRejectRate: 0.05, seed: 1 };
  const { sha256, modelPath } = await teachReference(request, join(data, 'models'));
  const model = await loadModel(modelPath);
  const { score, defects, resemblances } = await model.measure(inked, { threshold: 0.5, minDefectAreaPx: 0 });
  await model.close();
  const records = await openForTest(data);
  const [view] = recipe().views;
  const tools = (view?.tools ?? []).map((one) => ({ ...one, reviewThreshold: 0.4 }));
  await records.putRecipe(recipe({ views: [{ id: 'top', tools }] }), { actor: 'Ann', comment: '' });
  const named = defects.map((defect) => ({ ...defect, kind: 'ink', kind_confidence: 0.9 }));
  const scorers = [
    { name: 'r16', share: 0.3 },
    { name: 'r16c', share: 0.7 },
  ];
  const found = { score, defects: named, resemblances: [...resemblances], scorers };
  const tool = toolResult({ kind: 'reference', modelSha256: sha256, verdict: 'fail', reason: 'ANOMALY', ...found });
  const bad = reject({ width: 240, height: 200, tools: [tool], pictures: ['full'] });
  await records.commitPart(bad);
  const written = writePicture(data, bad, 'full', await encodePng(inked));
  await records.attachPictures(bad.id, [written]);
  await records.close();
  return { data, picture: join(data, 'pictures', written.path), model: modelPath };
}

async function pairsOf(data: string) {
  const { rejects } = await makeOnce(order(data));
  const reader = await openReportReader(data);
  try {
    return [...(await rejectPairs(reader, rejects)).values()];
  } finally {
    reader.close();
  }
}

describe('a rejected part beside what it should look like, in a report', { timeout: 240_000 }, () => {
  it('is cut out of its picture and of the one that the model carries', async ({ skip }) => {
    const made = await station();
    const [pair] = await pairsOf(made.data);
    expect(pair?.compares).toBe(true);
    expect(pair?.part.dataUrl).toMatch(/^data:image\/png/);
    expect(pair?.good.dataUrl).not.toBe(pair?.part.dataUrl);
    for (const language of ['en', 'zh-CN'] as const) {
      const pdf = join(made.data, `${language}.pdf`);
      await makeOnce(order(made.data, { language, files: { pdf } }));
      const [text, images] = [wordsOf(pdf), imagesOf(pdf)];
      if (text === null || images === null) return skip('poppler is missing: apt-get install poppler-utils');
      expect(text).toContain('ink');
      // Why: the judge that lifted the score most, and the lines that the score was held against.
      expect(text).toContain(language === 'en' ? 'differs:' : '纹理不同:');
      expect(text).toMatch(/70\s%/);
      expect(text).toMatch(language === 'en' ? /Threshold 0\.50\s+·\s+Review from 0\.40/ : /阈值 0\.50\s+·\s+待复判阈值 0\.40/);
      expect(text).toContain(
        language === 'en' ? 'right of it the same place of the reference picture' : '其右为参考图像中的同一位置',
      );
      // The full picture, as there is no overlay, the defect, and the reference at its place.
      expect(images).toBe(3);
    }
    return undefined;
  });
  it('is not printed where its picture, or the model, is not what was recorded', async () => {
    const made = await station();
    const whole = readFileSync(made.picture);
    writeFileSync(made.picture, readFileSync(join(made.data, 'reference.png')));
    expect(await pairsOf(made.data)).toEqual([]);
    writeFileSync(made.picture, whole);
    expect(await pairsOf(made.data)).toHaveLength(1);
    const entries = unzipSync(readFileSync(made.model));
    writeFileSync(made.model, zipSync({ ...entries, 'reference.png': await encodePng(inked) }, { level: 0 }));
    expect(await pairsOf(made.data)).toEqual([]);
    writeFileSync(made.model, 'gone');
    expect(await pairsOf(made.data)).toEqual([]);
  });
});
