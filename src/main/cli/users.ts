import { mkdir } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { pino } from 'pino';
import { errorCodes, PasslineError } from '#shared/contract/errors.ts';
import { type Role, roleSchema } from '#shared/contract/rights.ts';
import { type User, userNameSchema } from '#shared/contract/session.ts';
import { createIdentity, type Identity } from '../identity/index.ts';
import { hasRecords, nameKey, openRecords, RecordsError } from '../records/index.ts';
import { defaultDataFolder } from '../station/data-folder.ts';
import { askSecret } from './ask-secret.ts';
import { UsageError } from './exit-codes.ts';
import { standardOutput } from './output.ts';

interface UsersOptions {
  readonly data: string;
  readonly json?: boolean;
  /** Given to `add` alone, which may prepare a station that never ran. */
  readonly role?: Role;
}

/** In the audit trail: somebody with access to the machine itself, not a user of the station. */
const actor = 'cli';

/**
 * `passline users`: for whoever may write the data folder. Works beside a running station, which notices within seconds,
 * and is the way back in when every administrator's secret is lost.
 */
export function register(program: Command): void {
  const users = program.command('users').description('who may sign in at a station, managed on the machine itself');
  const add = (usage: string, description: string) =>
    users.command(usage).description(description).addOption(dataOption()).option('--json', 'print JSON');

  add('list', 'all users').action((options: UsersOptions) => run(options, (identity) => identity.list()));
  add('add', 'create a user; asks for a PIN or password, or reads one line of standard input')
    .addOption(roleOption().default('operator' satisfies Role))
    .argument('<name>', 'name to sign in with', parseName)
    .action((name: string, options: UsersOptions & { role: Role }) =>
      run(options, async (identity) => [
        await identity.create({ name, role: options.role, secret: await askSecret(name) }, actor),
      ]),
    );
  add('set-role', 'give a user another role')
    .argument('<name>', 'name of the user', parseName)
    .argument('<role>', 'operator, engineer or admin', parseRole)
    .action((name: string, role: Role, options: UsersOptions) =>
      run(options, (identity) => change(identity, name, async () => ({ role }))),
    );
  add('set-secret', 'give a user another PIN or password')
    .argument('<name>', 'name of the user', parseName)
    .action((name: string, options: UsersOptions) =>
      run(options, (identity) => change(identity, name, async () => ({ secret: await askSecret(name) }))),
    );
  add('disable', 'sign a user out and keep them from signing in')
    .argument('<name>', 'name of the user', parseName)
    .action((name: string, options: UsersOptions) =>
      run(options, (identity) => change(identity, name, async () => ({ active: false }))),
    );
  add('enable', 'let a user sign in again')
    .argument('<name>', 'name of the user', parseName)
    .action((name: string, options: UsersOptions) =>
      run(options, (identity) => change(identity, name, async () => ({ active: true }))),
    );
}

async function change(
  identity: Identity,
  name: string,
  wanted: () => Promise<{ role?: Role; secret?: string; active?: boolean }>,
): Promise<User[]> {
  const user = (await identity.list()).find((other) => nameKey(other.name) === nameKey(name));
  if (user === undefined) throw new PasslineError('NOT_FOUND', `There is no user ${name}.`);
  return [await identity.update(user.id, await wanted(), actor)];
}

async function run(options: UsersOptions, work: (identity: Identity) => Promise<User[]>): Promise<void> {
  const log = pino({ level: 'silent' });
  const output = standardOutput();
  try {
    if (options.role !== undefined) await mkdir(options.data, { recursive: true, mode: 0o700 });
    else if (!hasRecords(options.data)) throw new PasslineError('NOT_FOUND', `There is no station in ${options.data}.`);
    const records = await openRecords({ dataFolder: options.data, log, role: 'tool' });
    try {
      const users = await work(createIdentity({ records, log }));
      if (options.json) await output.json(users);
      else await output.line(table(users));
    } finally {
      await records.close();
    }
  } catch (error) {
    if (error instanceof PasslineError && error.code !== 'NOT_READY') {
      throw new UsageError(error.detail ?? errorCodes[error.code].message, { cause: error });
    }
    if (error instanceof RecordsError) throw new Error(`The records cannot be opened: ${error.message}`, { cause: error });
    throw error;
  }
}

function table(users: readonly User[]): string {
  const rows = users.map((user) => [
    user.name,
    user.role,
    user.active ? 'active' : 'disabled',
    user.lastSignInUtc ?? 'never signed in',
  ]);
  const lines = [['NAME', 'ROLE', 'STATE', 'LAST SIGN-IN'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const cells = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return lines.map((line) => cells(line).trimEnd()).join('\n');
}

function dataOption(): Option {
  return new Option('--data <folder>', 'folder of the station').default(defaultDataFolder());
}

function roleOption(): Option {
  return new Option('--role <role>', 'what the user may do').choices(roleSchema.options);
}

function parseName(text: string): string {
  const parsed = userNameSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('A name has 1 to 60 characters.');
  return parsed.data;
}

function parseRole(text: string): Role {
  const parsed = roleSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(`Choose one of ${roleSchema.options.join(', ')}.`);
  return parsed.data;
}
