import { Command, CommanderError } from 'commander';
import { PasslineError } from '#shared/contract/errors.ts';
import { EngineError } from '../engine/index.ts';
import { version } from '../station/version.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { Interrupted } from './interruption.ts';
import { note } from './output.ts';

type Register = (program: Command) => void;

/** Loaded when they are asked for: the station's modules are not needed to judge a folder. */
const commands: Readonly<Record<string, () => Promise<{ register: Register }>>> = {
  teach: () => import('./teach.ts'),
  inspect: () => import('./inspect.ts'),
  evaluate: () => import('./evaluate.ts'),
  serve: () => import('./serve.ts'),
  demo: () => import('./serve.ts'),
  products: () => import('./products.ts'),
  backbones: () => import('./backbones.ts'),
  users: () => import('./users.ts'),
  verify: () => import('./verify.ts'),
  report: () => import('./report.ts'),
  backup: () => import('./backup.ts'),
  restore: () => import('./restore.ts'),
};

async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('passline')
    .description('Visual quality inspection: teach a product from good parts, judge pictures, run a station.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(passline --help tells more)');
  const asked = argv.find((argument) => Object.hasOwn(commands, argument));
  const load = asked === undefined ? undefined : commands[asked];
  const loads = load === undefined ? [...new Set(Object.values(commands))] : [load];
  const modules = await Promise.all(loads.map((each) => each()));
  for (const module of new Set(modules)) module.register(program);
  overrideExit(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}

/** Subcommands made before `exitOverride` was inherited would end the process themselves. */
function overrideExit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride();
    overrideExit(child);
  }
}

/** Says what went wrong in one sentence; answers with the exit code. */
function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.pass : exitCodes.usage;
  if (error instanceof Interrupted) return exitCodes.interrupted;
  if (isClosedOutput(error)) return exitCodes.pass;
  if (error instanceof UsageError) {
    note(error.message);
    return exitCodes.usage;
  }
  if (error instanceof PasslineError && error.code === 'PACKAGE_INVALID') {
    note(`This is not a Passline product package, or it is damaged: ${error.detail ?? 'unknown reason'}.`);
    return exitCodes.usage;
  }
  if (error instanceof EngineError) {
    note(`The engine could not do it: ${error.detail} (${error.reason})`);
    return exitCodes.internal;
  }
  note(
    error instanceof Error
      ? process.env['PASSLINE_LOG'] === undefined
        ? error.message
        : (error.stack ?? error.message)
      : String(error),
  );
  return exitCodes.internal;
}

/** Whoever read the output has seen enough (`| head`). */
function isClosedOutput(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

await run(process.argv.slice(2));
