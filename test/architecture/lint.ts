import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Sample {
  /** Where the file would lie in the project. */
  readonly path: string;
  readonly source: string;
  /** Files that the sample imports; nothing is reported of them. */
  readonly beside?: Readonly<Record<string, string>>;
}

/**
 * What oxlint says of each sample under the project's own configuration, in the order of the samples. Every sample lies
 * alone in a tree of its own with a copy of that configuration, so that samples with the same path do not meet.
 */
export function lint(samples: readonly Sample[]): readonly (readonly string[])[] {
  const forest = mkdtempSync(join(tmpdir(), 'passline-lint-'));
  try {
    // `options` may stand in the outermost configuration only.
    const { options: _, ...configuration } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    samples.forEach(({ path, source, beside }, index) => {
      const files = { ...beside, [path]: source, '.oxlintrc.json': JSON.stringify(configuration) };
      for (const [name, content] of Object.entries(files)) {
        const place = join(forest, `tree-${index}`, name);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, content);
      }
    });
    const command = [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json', '.'];
    const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: forest, encoding: 'utf8', maxBuffer: 64 << 20 });
    if (!stdout.startsWith('{')) throw new Error(`oxlint gave no report: ${stderr}${stdout}`);
    const report = JSON.parse(stdout) as { diagnostics: { filename: string; code: string; message: string; help?: string }[] };
    return samples.map(({ path }, index) =>
      report.diagnostics
        .filter(({ filename }) => filename === `tree-${index}/${path}`)
        .map(({ code, message, help }) => `${code}: ${message} ${help ?? ''}`),
    );
  } finally {
    rmSync(forest, { recursive: true, force: true });
  }
}
