import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Defect, PartSummary } from '#shared/domain/inspection.ts';
import { catalogues } from '#shared/i18n/index.ts';
import { formatFor } from '../../text/format.ts';
import { frameAgeOf, reasonSentence } from './reason-sentence.ts';

const part = (more: Partial<PartSummary>): PartSummary =>
  ({ reason: 'OK', defectCount: 0, score: 0.3, detail: null, ...more }) as PartSummary;
const texts = i18next.createInstance();
beforeAll(() =>
  texts.init({
    lng: 'en',
    resources: { en: { translation: catalogues.en }, 'zh-CN': { translation: catalogues['zh-CN'] } },
    interpolation: { escapeValue: false },
  }),
);
const defects = (...kinds: (string | null | undefined)[]): Defect[] => kinds.map((kind) => ({ kind }) as Defect);
const say = (more: Partial<PartSummary>, found: Defect[] = [], language: 'en' | 'zh-CN' = 'en'): string =>
  reasonSentence(part(more), found, texts.getFixedT(language), formatFor(language, 'UTC'));

describe('the reason in the words of the operator', () => {
  it('counts the defects, and names the kinds that are known, each once', () => {
    expect(say({ reason: 'ANOMALY', defectCount: 2 })).toBe('2 defects found');
    expect(say({ reason: 'ANOMALY', defectCount: 1 }, defects('scratch'))).toBe('1 defect found: scratch');
    expect(say({ reason: 'ANOMALY', defectCount: 4 }, defects('dent', null, 'scratch', 'dent'))).toBe(
      '4 defects found: dent, scratch',
    );
    expect(say({ reason: 'ANOMALY', defectCount: 1 }, defects(undefined))).toBe('1 defect found');
    expect(say({ reason: 'ANOMALY', defectCount: 2 }, defects('划痕', '凹坑'), 'zh-CN')).toBe('发现 2 处缺陷：划痕、凹坑');
  });
  it('does not speak of zero defects when the score alone failed the part', () => {
    expect(say({ reason: 'ANOMALY' })).toBe('Different from the good parts');
  });
  it('says how long no frame came, when the station knows', () => {
    const stale = 'The frame was 2130 ms old when judging began, allowed are 1000 ms.';
    expect(say({ reason: 'FRAME_STALE', detail: stale })).toBe('Stale picture: no new frame for 2.1 s');
    const early = 'The frame was received 12 ms before its trigger.';
    expect(say({ reason: 'FRAME_STALE', detail: early })).toBe('Stale picture: too old to be judged');
    expect(say({ reason: 'FRAME_TIMEOUT', detail: null })).toBe('No picture came after the trigger');
  });
  it('reads seconds and milliseconds', () => {
    expect(frameAgeOf('No picture within 2100 ms of the trigger.')).toBe(2.1);
    expect(frameAgeOf('No frame for 3 s.')).toBe(3);
    expect(frameAgeOf('for 3 sheep')).toBeNull();
  });
});
