#!/usr/bin/env node
// Runs with whatever Node is at hand (18 and newer) and hands over to the Node 24 that comes with Passline: the database
// driver and the codecs are built and tested for that one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const wantedMajor = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'out', 'station', 'passline.js');

/** Our own Node: an npm package in a checkout, a file beside the app in an installation. */
function ourNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const candidates = [
    join(root, '..', 'node', file),
    join(root, '..', 'node', 'bin', file),
    join(root, 'node_modules', name, 'bin', file),
  ];
  try {
    // Found wherever npm put it: beside Passline or above it.
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    candidates.push(join(dirname(manifest), 'bin', file));
  } catch {
    // Not installed as a package.
  }
  return candidates.find((path) => existsSync(path)) ?? null;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 70;
}

/** Runs the program with our Node; signals and the way it ends pass through. */
function handOver(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both: the child decides what becomes of it. A signal sent to this process alone is passed on.
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'];
  const pass = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  child.on('error', (error) => fail(`Passline's own Node could not be started: ${error.message}`));
  child.on('close', (code, signal) => {
    for (const name of signals) process.removeListener(name, pass);
    if (signal === null) process.exitCode = code ?? 70;
    else if (process.platform === 'win32') process.exitCode = 128 + (constants.signals[signal] ?? 0);
    else process.kill(process.pid, signal);
  });
}

const major = Number(process.versions.node.split('.', 1)[0]);
if (!existsSync(program)) {
  fail('Passline is not built yet. Run "npm run build" first.');
} else if (major >= wantedMajor) {
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
} else {
  const node = ourNode();
  if (node === null)
    fail(
      `Passline needs Node ${wantedMajor}; this is ${process.version}, and the one that comes with Passline is not there. Run "npm ci" again.`,
    );
  else handOver(node);
}
