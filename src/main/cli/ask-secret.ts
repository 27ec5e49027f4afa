import { createInterface } from 'node:readline';
import { PasslineError } from '#shared/contract/errors.ts';

/**
 * A secret from whoever runs the command: typed twice without echo on a terminal, else one line of standard input.
 * Never an argument: those are seen by every user of the machine and kept in the shell's history.
 */
export async function askSecret(name: string): Promise<string> {
  if (!process.stdin.isTTY) return readLine();
  const [first = '', second = ''] = await askHidden([`PIN or password for ${name}: `, 'Once more: ']);
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

/** Answers to prompts, read key by key so that the terminal shows none of them, also what is typed ahead. */
async function askHidden(prompts: readonly string[]): Promise<string[]> {
  const { stdin, stderr } = process;
  // Before the first prompt: whoever answers at once must not be echoed either.
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  const answers: string[] = [];
  let text = '';
  try {
    stderr.write(prompts[0] ?? '');
    for await (const data of stdin.iterator({ destroyOnReturn: false })) {
      for (const key of String(data)) {
        if (key === '\u0003') throw new PasslineError('BAD_REQUEST', 'Cancelled.');
        if (key === '\u007f' || key === '\b') text = [...text].slice(0, -1).join('');
        else if (key === '\r' || key === '\n' || key === '\u0004') {
          answers.push(text);
          text = '';
          stderr.write(`\n${prompts[answers.length] ?? ''}`);
          if (answers.length === prompts.length) return answers;
        } else if (key >= ' ') text += key;
      }
    }
    throw new PasslineError('BAD_REQUEST', 'Cancelled.');
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}
