/** `npm run check`: types, lint with the architecture rules, format, dead code. */
import { runChecks } from './checks.ts';

const failed = (await runChecks()).filter(({ ok }) => !ok);
if (failed.length > 0) {
  console.error(`${failed.length} failed: ${failed.map(({ name }) => name).join('; ')}`);
  process.exitCode = 1;
}
