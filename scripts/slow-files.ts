import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { root } from './child.ts';

const most = 20;

/** Says at the end of a run where its time went: the test files that took longest, hooks included, in seconds. */
export function slowFiles(): Reporter {
  const files: { readonly name: string; readonly ms: number }[] = [];
  return {
    onTestModuleEnd(file: TestModule) {
      const { collectDuration, duration } = file.diagnostic();
      files.push({ name: relative(root, file.moduleId), ms: collectDuration + duration });
    },
    onTestRunEnd() {
      const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, most);
      console.log(
        ['', 'Slowest files:', ...slowest.map(({ name, ms }) => `${(ms / 1000).toFixed(0).padStart(6)} s  ${name}`)].join('\n'),
      );
    },
  };
}
