import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { catalogues } from '#shared/i18n/index.ts';
import { formatFor } from '../../text/format.ts';
import { frameAgeOf, reasonSentence } from './reason-sentence.ts';

const part = (more: Partial<PartSummary>): PartSummary =>
  ({ reason: 'OK', defectCount: 0, defectKinds: [], score: 0.3, detail: null, ...more }) as PartSummary;
const texts = i18next.createInstance();
beforeAll(() =>
  texts.init({
    lng: 'en',
    resources: { en: { translation: catalogues.en }, 'zh-CN': { translation: catalogues['zh-CN'] } },
    interpolation: { escapeValue: false },
  }),
);
const saying = (more: Partial<PartSummary>, language: 'en' | 'zh-CN' = 'en'): string =>
  reasonSentence(part(more), texts.getFixedT(language), formatFor(language, 'UTC'));

describe('the reason in the words of the operator', () => {
  it('counts the defects, and names the kinds that are known, each once', () => {
    const say = (...defectKinds: (string | null)[]) =>
      saying({ reason: 'ANOMALY', defectCount: Math.max(1, defectKinds.length), defectKinds });
    expect(say()).toBe('1 defect found');
    expect(say('scratch')).toBe('1 defect found: scratch');
    expect(say(null, null)).toBe('2 defects found');
    expect(say('dent', null, 'scratch', 'dent')).toBe('4 defects found: dent, scratch');
    const named = { reason: 'ANOMALY', defectCount: 2, defectKinds: ['划痕', '凹坑'] } as const;
    expect(saying({ ...named, defectKinds: [...named.defectKinds] }, 'zh-CN')).toBe('发现 2 处缺陷：划痕、凹坑');
  });
  it('does not speak of zero defects when the score alone failed the part', () => {
    expect(saying({ reason: 'ANOMALY' })).toBe('Different from the good parts');
  });
  it('says how long no frame came, when the station knows', () => {
    const stale = 'The frame was 2130 ms old when judging began, allowed are 1000 ms.';
    expect(saying({ reason: 'FRAME_STALE', detail: stale })).toBe('Stale picture: no new frame for 2.1 s');
    const early = 'The frame was received 12 ms before its trigger.';
    expect(saying({ reason: 'FRAME_STALE', detail: early })).toBe('Stale picture: too old to be judged');
    expect(saying({ reason: 'FRAME_TIMEOUT', detail: null })).toBe('No picture came after the trigger');
  });
  it('reads seconds and milliseconds', () => {
    expect(frameAgeOf('No picture within 2100 ms of the trigger.')).toBe(2.1);
    expect(frameAgeOf('No frame for 3 s.')).toBe(3);
    expect(frameAgeOf('for 3 sheep')).toBeNull();
  });
});
