import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const path = fileURLToPath(new URL('../../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(path, 'utf8')) as { packages: Readonly<Record<string, Locked>> };

/** Where Node would find a package from another one: beside it, or in a folder further up. */
function find(name: string, from: string): Locked | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    const found = packages[place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`];
    if (found !== undefined || place === '') return found;
  }
}

it('the lock file names the packages of every platform: without one of them "npm ci" refuses to install on any', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => find(name, place) === undefined)
      .map((name) => `${name}, which ${place} may need`),
  );
  expect(missing).toEqual([]);
});

it('everything that is installed is checked against a sum', () => {
  const unchecked = Object.entries(packages).filter(
    ([place, { integrity, link }]) => place !== '' && integrity === undefined && link !== true,
  );
  expect(unchecked.map(([place]) => place)).toEqual([]);
});
