import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '#shared/i18n/index.ts';

const main = fileURLToPath(new URL('../../src/main', import.meta.url));

/** Every act that the station writes down, as it stands in the source. */
function actions(): string[] {
  const files = readdirSync(main, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.includes('.test.') && !path.startsWith('desktop'),
  );
  const found = files.flatMap((path) =>
    [...readFileSync(join(main, path), 'utf8').matchAll(/action: '([a-z_]+\.[a-z_]+)'/g)].map(([, action]) => action ?? ''),
  );
  return [...new Set(found)];
}

describe('the audit trail', () => {
  it('has a sentence for every act: add `audit.act.<action>` to the catalogues in src/shared/i18n', () => {
    expect(actions().length).toBeGreaterThan(20);
    expect(actions().filter((action) => !Object.hasOwn(en.audit.act, action.replaceAll('.', '_')))).toEqual([]);
  });
});
