import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const out = fileURLToPath(new URL('../../out', import.meta.url));

/** Every package that a bundle would load, through all the chunks that it imports, statically or later. */
function packagesOf(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build"`);
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
      /(?<!["'])(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"'\n]+)["']/g,
    )) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier));
      else if (!isBuiltin(specifier)) packages.add(specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
    }
  };
  visit(join(out, entry));
  return packages;
}

describe('what is built', () => {
  const native = ['sharp', 'onnxruntime-node', '@techstark/opencv-js', '@tensorflow/tfjs-node'];

  it('keeps native pixel code out of the station and in its engines', () => {
    expect([...packagesOf('station/passline.js')].filter((name) => native.includes(name))).toEqual([]);
    expect([...packagesOf('station/records.js')].filter((name) => native.includes(name))).toEqual([]);
    const engine = new Set([...packagesOf('station/engine.js'), ...packagesOf('station/judge.js')]);
    expect([...engine]).toEqual(expect.arrayContaining(['sharp', 'onnxruntime-node', '@techstark/opencv-js']));
  });

  it('reads OpenCV when it is first needed, not when an engine starts', () => {
    const eager = /^import\b[^;]*["']@techstark\/opencv-js["']/m;
    const chunks = readdirSync(join(out, 'station')).filter((name) => name.endsWith('.js'));
    expect(chunks.filter((name) => eager.test(readFileSync(join(out, 'station', name), 'utf8')))).toEqual([]);
  });

  it('keeps the database out of the engines', () => {
    const engine = new Set([...packagesOf('station/engine.js'), ...packagesOf('station/judge.js')]);
    expect([...engine].filter((name) => ['better-sqlite3', 'kysely'].includes(name))).toEqual([]);
  });

  it('knows Electron in the shell and the preload alone, and nothing else there', () => {
    expect([...packagesOf('desktop/main.cjs')]).toEqual(['electron']);
    expect([...packagesOf('preload/index.cjs')]).toEqual(['electron']);
  });

  it('names only packages that are installed with the product', () => {
    const { dependencies } = JSON.parse(readFileSync(join(out, '../package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const entries = ['passline', 'engine', 'judge', 'records', 'simulator'];
    const used = new Set(entries.flatMap((entry) => [...packagesOf(`station/${entry}.js`)]));
    expect([...used].filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('has a page that loads nothing from elsewhere', () => {
    const html = readFileSync(join(out, 'renderer/index.html'), 'utf8');
    expect(
      [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
        .map(([, address]) => address)
        .filter((address) => /^(?:[a-z]+:|\/\/)/.test(address ?? '')),
    ).toEqual([]);
    const styles = readdirSync(join(out, 'renderer/assets')).filter((name) => name.endsWith('.css'));
    const remote = styles.filter((name) => /url\(["']?https?:/.test(readFileSync(join(out, 'renderer/assets', name), 'utf8')));
    expect(remote).toEqual([]);
  });
});
