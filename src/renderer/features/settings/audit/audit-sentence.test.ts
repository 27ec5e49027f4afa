import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { catalogues, en, type Language } from '#shared/i18n/index.ts';
import { formatFor } from '../../../text/format.ts';
import { actName, auditSentence } from './audit-sentence.ts';

const texts = i18next.createInstance();
beforeAll(() =>
  texts.init({
    resources: { en: { translation: catalogues.en }, 'zh-CN': { translation: catalogues['zh-CN'] } },
    interpolation: { escapeValue: false },
  }),
);
const entry = (action: string, over: Partial<AuditRecord> = {}): AuditRecord => ({
  seq: 1,
  atUtc: '2026-03-02T06:00:00.000Z',
  actor: 'Ann',
  action,
  subject: null,
  detail: {},
  chainHash: '',
  ...over,
});
const said = (given: AuditRecord, language: Language = 'en'): string =>
  auditSentence(given, texts.getFixedT(language), formatFor(language, 'UTC'));

describe('the sentence of an entry', () => {
  it('says who did what, people by their name and the station by a word', () => {
    expect(said(entry('line.started'))).toBe('Ann started the line.');
    expect(said(entry('line.started', { actor: 'key' }))).toBe('A program started the line.');
    expect(said(entry('line.started'), 'zh-CN')).toBe('Ann启动了产线。');
    expect(said(entry('station.started', { actor: 'system', detail: { version: '1.2.0' } }))).toContain('Passline 1.2.0');
  });
  it('tells what was changed of a user', () => {
    const detail = { role: 'engineer', roleBefore: 'operator', secretChanged: true };
    expect(said(entry('user.changed', { subject: 'Bo', detail }))).toBe(
      'Ann changed the user Bo: role Operator → Engineer, new PIN or password.',
    );
    expect(said(entry('user.changed', { subject: 'Bo', detail: { active: false } }))).toContain('may no longer sign in');
  });
  it('names verdicts, lots and sources as the screen does', () => {
    expect(said(entry('part.rejudged', { detail: { number: 1284, original: 'fail', verdict: 'pass' } }))).toBe(
      `Ann re-judged part 1,284: ${en.verdictName.fail} → ${en.verdictName.pass}.`,
    );
    expect(said(entry('lot.changed'))).toBe('Ann changed the lot to none.');
    expect(said(entry('source.changed', { subject: 'folder', detail: { source: { kind: 'folder', path: '/in' } } }))).toContain(
      'Folder of pictures /in',
    );
  });
  it('is the code where this version knows no sentence', () => {
    expect(said(entry('robot.waved', { subject: 'arm 2' }))).toBe('Ann: robot.waved arm 2');
    expect(actName('robot.waved', texts.getFixedT('en'))).toBe('robot.waved');
  });
  it('leaves no gap in any language, whatever the detail lacks', () => {
    for (const language of ['en', 'zh-CN'] as const)
      for (const act of Object.keys(en.audit.act)) expect(said(entry(act.replace('_', '.')), language)).not.toMatch(/audit\.act/);
  });
});
