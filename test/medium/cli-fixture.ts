import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { type PartPlan, planPart } from '#main/cameras/simulated/plan.ts';
import { renderWithTruth } from '#main/cameras/simulated/truth.ts';
import { buildScene, type Scene } from '#main/cameras/simulated/scene.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly done: Promise<CliRun>;
}

/** The command as a person starts it, from source; `onLine` sees standard output as it comes. */
export function startCli(
  args: readonly string[],
  onLine: (line: string, child: ChildProcess) => void = () => undefined,
): RunningCli {
  const child = spawn(process.execPath, [join(root, 'src/main/cli/passline.ts'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line, child);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const done = new Promise<CliRun>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, done };
}

export function runCli(...args: readonly string[]): Promise<CliRun> {
  return startCli(args).done;
}

export function jsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Processes that a process started (Linux). */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

let scene: Scene | null = null;

/** A simulated part as a file, small enough to be judged quickly. */
export async function partFile(path: string, plan: PartPlan): Promise<string> {
  scene ??= buildScene(480, 360);
  const { data, width, height } = renderWithTruth(scene, plan).image;
  await writeFile(
    path,
    await sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toBuffer(),
  );
  return path;
}

export async function goodParts(folder: string, count: number, seed: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (let index = 0; index < count; index += 1)
    paths.push(await partFile(join(folder, `good${index}.png`), planPart(seed, index, 0)));
  return paths;
}

/** A part that nobody would let pass. */
export const grossDefect = (index: number): PartPlan => ({
  ...planPart(9, index, 0),
  defect: { kind: 'stain', severity: 1, seed: index },
});
