import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['src', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, path)),
);
const longest = 320;

it('a file does one thing, and so stays short; catalogues of texts are lists and may be longer', () => {
  const long = sources
    .filter((path) => !path.includes(join('shared', 'i18n')) && !/(?:\.test|texts)\.tsx?$/.test(path))
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length }))
    .filter(({ lines }) => lines > longest);
  expect(long).toEqual([]);
});

it('the name of a file says what it does', () => {
  const vague = /^(?:utils?|helpers?|common|misc|managers?|shared|lib)\b|[-.](?:utils?|helpers?|manager)\./;
  expect(sources.filter((path) => vague.test(basename(path)))).toEqual([]);
});
