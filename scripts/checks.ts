import { type ChildOutcome, runNode } from './child.ts';

const tsc = 'node_modules/typescript/bin/tsc';

/** Everything `npm run check` looks at, by name. */
const checks = [
  { name: 'types: station, scripts, tests', command: [tsc, '-p', 'tsconfig.node.json'] },
  { name: 'types: page, end-to-end tests', command: [tsc, '-p', 'tsconfig.web.json'] },
  { name: 'lint and architecture rules', command: ['node_modules/oxlint/bin/oxlint', '--type-aware'] },
  { name: 'format', command: ['node_modules/@biomejs/biome/bin/biome', 'format', '.'] },
  { name: 'dead code', command: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'] },
] as const;

export interface CheckOutcome extends ChildOutcome {
  readonly name: string;
}

/** Runs the checks two at a time and says each result as it comes; what a failed one printed follows its line. */
export async function runChecks(): Promise<readonly CheckOutcome[]> {
  const waiting = [...checks];
  const outcomes: CheckOutcome[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const outcome = { name: check.name, ...(await runNode(check.command)) };
      outcomes.push(outcome);
      console.log(`${outcome.ok ? '✓' : '✕'} ${outcome.name}  ${outcome.seconds.toFixed(1)} s`);
      if (!outcome.ok) console.log(`\n${outcome.output.replaceAll(/^/gm, '    ')}\n`);
    }
  };
  await Promise.all([work(), work()]);
  return outcomes;
}
