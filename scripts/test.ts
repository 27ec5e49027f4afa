/**
 * `npm test`: everything, cheapest first; stops after the first stage that fails (--keep-going runs the rest too).
 * Ends with `N passed, N failed, N skipped` alone on a line; every check and the build count as one each.
 *   --strict   a skipped test is a failure (CI)
 */
import { parseArgs } from 'node:util';
import { runChecks } from './checks.ts';
import { runNode } from './child.ts';
import { packageForTests } from './package-app.ts';
import { add, type Count, listPlaywright, missingFor, none, runPlaywright, runVitest } from './test-parts.ts';

const { values } = parseArgs({
  options: { 'keep-going': { type: 'boolean', default: false }, strict: { type: 'boolean', default: false } },
});

const asCount = (ok: boolean): Count => (ok ? { ...none, passed: 1 } : { ...none, failed: 1 });
/** Loud lines, said again at the end: a skipped part must not drown in the output. */
const notices: string[] = [];

async function endToEnd(project: 'browser' | 'desktop' | 'packaged'): Promise<Count> {
  const missing = missingFor(project);
  if (missing.length > 0) {
    const skipped = await listPlaywright(project);
    notices.push(`SKIPPED ${skipped} end-to-end tests (${project}): this machine lacks ${missing.join(' and ')}`);
    console.log(notices.at(-1));
    return { ...none, skipped };
  }
  if (project !== 'packaged') return runPlaywright(project, {});
  const packaged = await packageForTests();
  if (packaged.ok) return runPlaywright(project, { PASSLINE_APP: packaged.program });
  console.log(packaged.output);
  return asCount(false);
}

const stages: readonly (readonly [name: string, run: () => Promise<Count>])[] = [
  ['check', async () => (await runChecks()).map(({ ok }) => asCount(ok)).reduce(add, none)],
  ['build', async () => asCount((await runNode(['scripts/build.ts'], { echo: true })).ok)],
  ['unit, medium and architecture tests', runVitest],
  ['end-to-end: browser', () => endToEnd('browser')],
  ['end-to-end: desktop', () => endToEnd('desktop')],
  ['end-to-end: packaged app', () => endToEnd('packaged')],
];

let total = none;
for (const [name, runStage] of stages) {
  if (total.failed > 0 && !values['keep-going']) {
    notices.push(`NOT RUN: ${name}`);
    continue;
  }
  const started = performance.now();
  console.log(`\n── ${name} ──`);
  const count = await runStage();
  total = add(total, count);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped, ${seconds} s`);
}

console.log();
for (const notice of notices) console.log(notice);
if (values.strict && total.skipped > 0) {
  console.log(`${total.skipped} tests were skipped, and here nothing may be: this counts as a failure.`);
  total = { ...total, failed: total.failed + 1 };
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
