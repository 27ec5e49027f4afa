/**
 * `npm run setup:desktop`: gets the Electron runtime for the desktop window.
 *   --once   used at start: tries only if it was never tried before, and does not repeat an old failure
 * Exit code 0: Electron is there. 1: it is not; the station then serves the browser.
 */
import { parseArgs } from 'node:util';
import { fetchElectron, findElectron, forgetFailure, rememberedFailure, setUpCommand } from './electron-runtime.ts';

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
if (!values.once) forgetFailure();

if (findElectron() !== null) {
  if (!values.once) console.log(`Electron is ready: ${findElectron()}`);
} else if (rememberedFailure() !== null) {
  process.exitCode = 1;
} else {
  let shown = -1;
  const show = (share: number): void => {
    const percent = Math.floor(share * 100);
    if (percent === shown) return;
    shown = percent;
    if (process.stderr.isTTY) process.stderr.write(`\rGetting Electron for the desktop window … ${percent} %`);
    else if (percent % 25 === 0) process.stderr.write(`Getting Electron for the desktop window … ${percent} %\n`);
  };
  show(0);
  try {
    const program = await fetchElectron(show);
    process.stderr.write(`\nElectron is ready: ${program}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`\nNo desktop window: ${reason}. Try again with: ${setUpCommand}\n`);
    process.exitCode = 1;
  }
}
