import type { Role } from '#shared/contract/rights.ts';
import { addAudit } from './audit.ts';
import { RecordsError } from './errors.ts';
import type { Db } from './schema.ts';
import type { Store, Writing } from './store.ts';
import type { UserRow } from './types.ts';
import { uuidv7 } from './uuid.ts';

/** A name as it is compared: two names that look alike in another case or width are one. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function shownName(name: string): string {
  return name.normalize('NFKC').trim();
}

export async function listUsers({ reader }: Store): Promise<UserRow[]> {
  return readUsers(reader);
}

export async function createUser(
  store: Store,
  user: { name: string; role: Role; secretHash: string; actor: string },
): Promise<UserRow> {
  return store.write(async (writing) => {
    const users = await readUsers(writing.db);
    if (user.role !== 'admin' && !users.some(isAdmin))
      throw new RecordsError('SET_UP_FIRST', 'The first user must be an administrator.');
    return insertUser(writing, users, user);
  });
}

/** Whether there is a user already is decided inside the transaction: of two that try at once, one wins. */
export async function createFirstAdmin(store: Store, user: { name: string; secretHash: string }): Promise<UserRow> {
  return store.write(async (writing) => {
    const users = await readUsers(writing.db);
    if (users.length > 0) throw new RecordsError('ALREADY_SET_UP', 'The station already has an administrator.');
    return insertUser(writing, users, { ...user, role: 'admin', actor: shownName(user.name) });
  });
}

export interface UserChange {
  readonly role?: Role;
  readonly secretHash?: string;
  readonly active?: boolean;
  readonly lastSignInUtc?: string;
  readonly edition?: number;
  readonly actor: string;
}

export async function updateUser(store: Store, id: string, change: UserChange): Promise<UserRow> {
  return store.write(async (writing) => {
    const users = await readUsers(writing.db);
    const before = users.find((user) => user.id === id);
    if (before === undefined || (change.edition ?? before.edition) !== before.edition)
      throw new RecordsError('NOT_FOUND', 'There is no such user.');
    const after: UserRow = {
      ...before,
      role: change.role ?? before.role,
      secretHash: change.secretHash ?? before.secretHash,
      active: change.active ?? before.active,
      lastSignInUtc: change.lastSignInUtc ?? before.lastSignInUtc,
      edition: endsSessions(before, change) ? before.edition + 1 : before.edition,
    };
    const adminsLeft = users.some((user) => isAdmin(user.id === id ? after : user));
    if (isAdmin(before) && !adminsLeft) throw new RecordsError('LAST_ADMIN', 'The last administrator cannot be removed.');
    await writing.db
      .updateTable('user')
      .set({
        role: after.role,
        secret_hash: after.secretHash,
        active: after.active ? 1 : 0,
        last_sign_in_utc: after.lastSignInUtc,
        edition: after.edition,
      })
      .where('id', '=', id)
      .execute();
    await auditChange(writing, before, after, change);
    return after;
  });
}

function endsSessions(before: UserRow, change: UserChange): boolean {
  const role = change.role !== undefined && change.role !== before.role;
  const active = change.active !== undefined && change.active !== before.active;
  return role || active || (change.secretHash !== undefined && change.lastSignInUtc === undefined);
}

async function auditChange(writing: Writing, before: UserRow, after: UserRow, change: UserChange): Promise<void> {
  const detail = {
    ...(before.role !== after.role && { role: after.role, roleBefore: before.role }),
    ...(before.active !== after.active && { active: after.active }),
    ...(change.secretHash !== undefined && change.lastSignInUtc === undefined && { secretChanged: true }),
  };
  if (Object.keys(detail).length > 0) {
    await addAudit(writing, { actor: change.actor, action: 'user.changed', subject: after.name, detail });
  }
  if (change.lastSignInUtc !== undefined) {
    await addAudit(writing, { actor: change.actor, action: 'user.signed_in', subject: after.name, detail: {} });
  }
}

async function insertUser(
  writing: Writing,
  users: readonly UserRow[],
  user: { name: string; role: Role; secretHash: string; actor: string },
): Promise<UserRow> {
  const { db, now } = writing;
  const name = shownName(user.name);
  const key = nameKey(name);
  if (key === '') throw new RecordsError('INVALID', 'A user needs a name.');
  if (users.some((other) => nameKey(other.name) === key)) throw new RecordsError('NAME_TAKEN', 'That name is taken.');
  const row: UserRow = {
    id: uuidv7(Date.parse(now.atUtc)),
    name,
    role: user.role,
    active: true,
    createdAtUtc: now.atUtc,
    lastSignInUtc: null,
    secretHash: user.secretHash,
    edition: 1,
  };
  await db
    .insertInto('user')
    .values({
      id: row.id,
      name,
      name_key: key,
      role: row.role,
      active: 1,
      secret_hash: row.secretHash,
      created_at_utc: row.createdAtUtc,
      edition: row.edition,
    })
    .execute();
  await addAudit(writing, { actor: user.actor, action: 'user.created', subject: name, detail: { role: row.role } });
  return row;
}

function isAdmin(user: UserRow): boolean {
  return user.active && user.role === 'admin';
}

async function readUsers(db: Db): Promise<UserRow[]> {
  const rows = await db.selectFrom('user').selectAll().orderBy('name_key').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role,
    active: row.active === 1,
    createdAtUtc: row.created_at_utc,
    lastSignInUtc: row.last_sign_in_utc,
    secretHash: row.secret_hash,
    edition: row.edition,
  }));
}
