import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's root, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url));

export interface ChildOutcome {
  readonly ok: boolean;
  readonly code: number | null;
  readonly seconds: number;
  /** Everything it printed, both streams, without colours. */
  readonly output: string;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Prints along while it runs, instead of only keeping the output. */
  readonly echo?: boolean;
}

/** Runs a program in the project's root and waits for its end; never rejects. */
export function run(command: string, args: readonly string[], options: ChildOptions = {}): Promise<ChildOutcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const { FORCE_COLOR: _, ...inherited } = process.env;
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, ...(options.echo ? {} : { NO_COLOR: '1' }), ...options.env },
    });
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      if (options.echo) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const settle = (code: number | null, problem: string): void => {
      const output = `${Buffer.concat(chunks).toString('utf8').trim()}\n${problem}`.trim();
      resolve({ ok: code === 0, code, seconds: (performance.now() - started) / 1000, output });
    };
    child.on('error', (error) => settle(null, error.message));
    child.on('close', (code, signal) => settle(code, signal === null ? '' : `ended by ${signal}`));
  });
}

/** Runs a script or a package's bin file with the Node that runs us. */
export function runNode(args: readonly string[], options: ChildOptions = {}): Promise<ChildOutcome> {
  return run(process.execPath, args, options);
}
