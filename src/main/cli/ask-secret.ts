import { createInterface } from 'node:readline';
import { PasslineError } from '#shared/contract/errors.ts';

/**
 * A secret from whoever runs the command: typed twice without echo on a terminal, else one line of standard input.
 * Never an argument: those are seen by every user of the machine and kept in the shell's history.
 */
export async function askSecret(name: string): Promise<string> {
  if (!process.stdin.isTTY) return readLine();
  const first = await readHidden(`PIN or password for ${name}: `);
  const second = await readHidden('Once more: ');
  if (first !== second) throw new PasslineError('BAD_REQUEST', 'The two entries differ.');
  return first;
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

/** Reads one line of a terminal key by key, so that the terminal does not show it. */
function readHidden(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  return new Promise((resolve, reject) => {
    let text = '';
    const finish = (settle: () => void): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const onData = (data: string): void => {
      for (const key of data) {
        if (key === '\r' || key === '\n' || key === '\u0004') return finish(() => resolve(text));
        if (key === '\u0003') return finish(() => reject(new PasslineError('BAD_REQUEST', 'Cancelled.')));
        if (key === '\u007f' || key === '\b') text = [...text].slice(0, -1).join('');
        else if (key >= ' ') text += key;
      }
    };
    stderr.write(prompt);
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.resume();
    stdin.on('data', onData);
  });
}
