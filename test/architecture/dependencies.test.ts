import { describe, expect, it } from 'vitest';
import { lint } from './lint.ts';

/** Imports that must be refused: where, what, and a part of the reason that the engineer reads. */
const refused = [
  ['src/main/station/window.ts', 'electron', 'only folder that imports electron'],
  ['src/main/cli/window.ts', 'electron', 'only folder that imports electron'],
  ['src/renderer/window.ts', 'electron', 'only folder that imports electron'],
  ['src/shared/domain/window.ts', 'electron', 'only folder that imports electron'],

  ['src/main/station/decode.ts', 'sharp', 'native pixel code lives in the engines'],
  ['src/main/api/decode.ts', 'sharp', 'native pixel code lives in the engines'],
  ['src/main/cli/infer.ts', 'onnxruntime-node', 'native pixel code lives in the engines'],
  ['src/main/cli/align.ts', '@techstark/opencv-js', 'native pixel code lives in the engines'],
  ['src/main/station/align.ts', '@techstark/opencv-js', 'native pixel code lives in the engines'],
  ['src/main/engine/supervisor.ts', 'sharp', 'native pixel code lives in the engines'],
  ['src/main/desktop/infer.ts', 'onnxruntime-node', 'native pixel code lives in the engines'],

  ['src/main/station/vision.ts', '../vision/index.ts', 'pixels live in engines'],
  ['src/main/cli/vision.ts', '#main/vision/index.ts', 'pixels live in engines'],
  ['src/main/inspection/camera.ts', '../cameras/simulated/index.ts', 'pixels live in engines'],
  ['src/main/learning/teach.ts', '#main/vision/teach.ts', 'pixels live in engines'],
  ['src/main/engine/supervisor.ts', '../vision/index.ts', 'pixels live in engines'],

  ['src/main/api/sql.ts', 'better-sqlite3', 'reached through src/main/records'],
  ['src/main/inspection/sql.ts', 'kysely', 'reached through src/main/records'],
  ['src/main/identity/sql.ts', 'kysely', 'reached through src/main/records'],

  ['src/main/station/up.ts', '../cli/passline.ts', 'dependencies point one way'],
  ['src/main/api/up.ts', '../cli/passline.ts', 'dependencies point one way'],
  ['src/main/api/up.ts', '../station/index.ts', 'calls use cases'],
  ['src/main/api/down.ts', '../engine/supervisor.ts', 'calls use cases'],
  ['src/main/inspection/up.ts', '../api/index.ts', 'dependencies point one way'],
  ['src/main/identity/up.ts', '#main/station/index.ts', 'dependencies point one way'],
  ['src/main/engine/up.ts', '../inspection/index.ts', 'dependencies point one way'],
  ['src/main/engine/side.ts', '../records/index.ts', 'dependencies point one way'],
  ['src/main/records/up.ts', '../inspection/index.ts', 'dependencies point one way'],
  ['src/main/records/side.ts', '../engine/supervisor.ts', 'dependencies point one way'],
  ['src/main/vision/onnx/up.ts', '../../engine/entry.ts', 'dependencies point one way'],
  ['src/main/vision/camera.ts', '../cameras/frame-source.ts', 'dependencies point one way'],
  ['src/main/cameras/folder/up.ts', '../../inspection/index.ts', 'dependencies point one way'],
  ['src/main/line-io/up.ts', '../records/index.ts', 'dependencies point one way'],

  ['src/main/desktop/station.ts', '../station/index.ts', 'the shell is thin'],
  ['src/main/api/page.ts', '../../renderer/main.tsx', 'only the page imports the page'],
  ['src/preload/main.ts', '../main/desktop/main.ts', 'import nothing above them'],
  ['src/shared/domain/up.ts', '#main/paths.ts', 'import nothing above them'],
  ['src/shared/domain/up.ts', '../../main/paths.ts', 'import nothing above them'],
  ['src/shared/domain/files.ts', 'node:fs', 'pure TypeScript'],
  ['src/renderer/features/run/station.ts', '../../../main/paths.ts', 'imports #shared and itself'],
  ['src/renderer/features/run/station.ts', '#main/paths.ts', 'imports #shared and itself'],
  ['src/renderer/files.ts', 'node:fs', 'runs in a browser'],
] as const;

/** Imports that the architecture wants: a rule that refuses everything would pass the list above. */
const welcome = [
  ['src/main/desktop/window.ts', 'electron'],
  ['src/main/vision/decode.ts', 'sharp'],
  ['src/main/vision/run.ts', 'onnxruntime-node'],
  ['src/main/vision/align.ts', '@techstark/opencv-js'],
  ['src/main/engine/entry.ts', '../vision/index.ts'],
  ['src/main/engine/entry.ts', '../cameras/index.ts'],
  ['src/main/engine/judge-worker.ts', '../vision/index.ts'],
  ['src/main/records/worker.ts', 'better-sqlite3'],
  ['src/main/records/parts.ts', 'kysely'],
  ['src/main/station/index.ts', '../api/index.ts'],
  ['src/main/station/start.ts', '../inspection/index.ts'],
  ['src/main/api/line.ts', '../inspection/index.ts'],
  ['src/main/inspection/run.ts', '../engine/supervisor.ts'],
  ['src/main/cli/teach.ts', '../engine/supervisor.ts'],
  ['src/main/cli/serve.ts', '../station/index.ts'],
  ['src/main/api/verdict.ts', '#shared/domain/verdict.ts'],
  ['src/renderer/features/run/verdict.ts', '#shared/domain/verdict.ts'],
] as const;

const importing = (specifier: string): string => `import { thing } from '${specifier}';\nexport const used = thing;\n`;
const typeImporting = (specifier: string): string => `import type { Thing } from '${specifier}';\nexport type Used = Thing;\n`;

describe('the arrows of the architecture', () => {
  const findings = lint(refused.map(([path, specifier]) => ({ path, source: importing(specifier) })));
  it.each(refused.map((row, index) => [...row, index] as const))(
    'refuse in %s the import of %s: %s',
    (_path, _specifier, reason, index) => {
      expect(findings[index]?.join('\n')).toContain(reason);
    },
  );

  it('let through what they are for', () => {
    const found = lint(welcome.map(([path, specifier]) => ({ path, source: importing(specifier) })));
    expect(found.flat().filter((finding) => finding.includes('no-restricted-imports'))).toEqual([]);
  });

  it('let types of the engines be named by those who talk to them', () => {
    const [named, taken] = lint([
      { path: 'src/main/learning/registry.ts', source: typeImporting('../vision/types.ts') },
      { path: 'src/main/learning/registry.ts', source: importing('../vision/types.ts') },
    ]);
    expect(named).toEqual([]);
    expect(taken?.join()).toContain('pixels live in engines');
  });

  it('take messages from the page in one file', () => {
    const source = importing('electron').replaceAll('thing', 'ipcMain');
    const [elsewhere, bridge] = lint([
      { path: 'src/main/desktop/window.ts', source },
      { path: 'src/main/desktop/bridge.ts', source },
    ]);
    expect(elsewhere?.join()).toContain('every sender is checked');
    expect(bridge).toEqual([]);
  });

  it('refuse to print to the console in the station, the page and what they share', () => {
    const source = 'console.log(1);\n';
    const found = lint(
      ['src/main/station/x.ts', 'src/shared/domain/x.ts', 'src/renderer/x.ts', 'scripts/x.ts'].map((path) => ({ path, source })),
    );
    expect(found.map((findings) => findings.some((finding) => finding.includes('no-console')))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('refuse a circle of imports', () => {
    const [found] = lint([
      {
        path: 'src/shared/domain/hen.ts',
        source: "import { egg } from './egg.ts';\nexport const hen = [egg];\n",
        beside: { 'src/shared/domain/egg.ts': "import { hen } from './hen.ts';\nexport const egg = [hen];\n" },
      },
    ]);
    expect(found?.join()).toContain('import(no-cycle)');
  });
});
