import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../contract/errors.ts';
import { roleSchema } from '../contract/rights.ts';
import { blockerSchema, stationStateSchema } from '../contract/status.ts';
import { reasonCodes } from '../domain/reason.ts';
import { rejudgementReasons } from '../domain/rejudgement.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { catalogues, chooseLanguage, en, zhCN } from './index.ts';

/** Every text of a catalogue by its dotted key. */
function flat(texts: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flat(value as object, `${prefix}${key}.`)],
    ),
  );
}
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();
const english = flat(en);
const chinese = flat(zhCN);

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });
  it('have a text under every key', () => {
    for (const [language, catalogue] of Object.entries(catalogues)) {
      for (const [key, text] of flat(catalogue)) expect(text.trim(), `${language} ${key}`).not.toBe('');
    }
  });
  it('fill in the same values', () => {
    for (const [key, text] of english) expect(placeholders(chinese.get(key) ?? ''), `${key}`).toEqual(placeholders(text));
  });
  it('have a Chinese text that is Chinese, but for names and units', () => {
    const same = [...english].filter(([key, text]) => chinese.get(key) === text).map(([key]) => key);
    expect(same.sort()).toEqual(
      [
        'app.name',
        'bar.fps',
        'bar.productVersion',
        'part.px2',
        'part.recipeVersion',
        'part.size',
        'run.ms',
        'run.serial',
        'session.pin',
      ].sort(),
    );
  });
  it.each([
    ['reason', reasonCodes],
    ['rejudgementReason', rejudgementReasons],
    ['error', [...Object.keys(errorCodes), 'UNREACHABLE']],
    ['blocker', blockerSchema.shape.code.options],
    ['blockerFix', blockerSchema.shape.code.options],
    ['verdict', verdictSchema.options],
    ['verdictName', verdictSchema.options],
    ['role', roleSchema.options],
    ['bar.stationState', stationStateSchema.options],
  ] as const)('have a sentence for every %s, and none that nothing uses', (group, codes) => {
    const of = (catalogue: Map<string, string>): string[] =>
      [...catalogue.keys()].filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));
    for (const catalogue of [english, chinese]) expect(of(catalogue)).toEqual(expect.arrayContaining([...codes]));
    // The verdict slot has words for having none, too.
    const unused = group === 'verdict' ? [] : of(english).filter((code) => !codes.some((known) => known === code));
    expect(unused).toEqual([]);
  });
});

describe('the keys that the page uses', () => {
  const root = join(import.meta.dirname, '../../renderer');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !path.includes('.test.'),
  );
  const text = sources.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  // `t('a.b')`, `t(condition ? 'a.b' : 'c.d', …)` and `t(`a.${code}`)`
  const literal = [...text.matchAll(/\bt\(\s*(?:[\w.]+ \? )?'([\w.]+)'(?: : '([\w.]+)')?/g)]
    .flatMap(([, a, b]) => [a, b])
    .filter((key) => key !== undefined);
  const computed = [...text.matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)].map(([, prefix]) => prefix ?? '');
  const has = (key: string): boolean => english.has(key) || english.has(`${key}_other`);

  it('are found at all', () => {
    expect(literal.length).toBeGreaterThan(100);
    expect(computed.length).toBeGreaterThan(8);
  });
  it('are all in the catalogue', () => {
    expect([...new Set(literal)].filter((key) => !has(key))).toEqual([]);
    expect([...new Set(computed)].filter((prefix) => ![...english.keys()].some((key) => key.startsWith(`${prefix}.`)))).toEqual(
      [],
    );
  });
  it('are all that the catalogue has', () => {
    const unused = [...english.keys()].filter((key) => {
      const bare = key.replace(/_(one|other)$/, '');
      return !literal.includes(bare) && !computed.some((prefix) => bare.startsWith(`${prefix}.`));
    });
    expect(unused).toEqual([]);
  });
});

describe('choosing a language', () => {
  it('takes the first that the product speaks, English if none', () => {
    expect(chooseLanguage(['de-DE', 'zh-TW', 'en'])).toBe('zh-CN');
    expect(chooseLanguage(['en-US', 'zh'])).toBe('en');
    expect(chooseLanguage(['fr'])).toBe('en');
    expect(chooseLanguage([])).toBe('en');
  });
});
