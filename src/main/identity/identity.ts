import type { Logger } from 'pino';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Role } from '#shared/contract/rights.ts';
import { secretSchema, type User } from '#shared/contract/session.ts';
import { nameKey, type Records, RecordsError, type UserRow } from '../records/index.ts';
import { createDirectory } from './directory.ts';
import { forCaller } from './failures.ts';
import { hashSecret, isOutdated, verifySecret } from './secret.ts';
import { createSessions, longestLifeMs } from './sessions.ts';
import { createTries } from './tries.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface SignedIn {
  /** 256 random bits, base64url. */
  readonly token: string;
  readonly maxAgeS: number;
  readonly user: Person;
}

/** Who may do something here. Every use case fails with PasslineError; every change is audited under `actor`. */
export interface Identity {
  /** Whose session this is; null for none, one that is over, or a user who was changed since. */
  whose(token: string): Promise<Person | null>;
  /** True until the first user exists. */
  firstRun(): Promise<boolean>;
  /** Those who can sign in, by name. */
  names(): Promise<{ name: string; role: Role }[]>;
  /** SIGN_IN_FAILED (also for a name that nobody has, after the same time), TOO_MANY_TRIES. */
  signIn(credentials: { readonly name: string; readonly secret: string }): Promise<SignedIn>;
  signOut(token: string): Promise<void>;
  /** The first administrator, signed in at once. ALREADY_SET_UP when any user exists. */
  setUp(admin: { readonly name: string; readonly secret: string }): Promise<SignedIn>;
  list(): Promise<User[]>;
  /** NAME_TAKEN, SET_UP_FIRST. */
  create(user: { readonly name: string; readonly role: Role; readonly secret: string }, actor: string): Promise<User>;
  /** LAST_ADMIN, NOT_FOUND. Ends the sessions of that user. */
  update(id: string, change: UserChange, actor: string): Promise<User>;
}

export interface UserChange {
  readonly role?: Role | undefined;
  readonly secret?: string | undefined;
  readonly active?: boolean | undefined;
}

type NeededRecords = Pick<Records, 'users' | 'createUser' | 'createFirstAdmin' | 'updateUser' | 'audit'>;

export interface IdentityOptions {
  readonly records: NeededRecords;
  readonly log: Logger;
  /** Monotonic milliseconds; tests give their own. */
  readonly nowMs?: () => number;
}

export function createIdentity({ records, log, nowMs = () => performance.now() }: IdentityOptions): Identity {
  const directory = createDirectory(records, nowMs);
  const sessions = createSessions(nowMs);
  const tries = createTries(nowMs);
  let nobody: Promise<string> | null = null;

  /** A hash for names that nobody has: checking it takes as long as checking a real one. */
  function nobodysHash(): Promise<string> {
    nobody ??= hashSecret(crypto.randomUUID());
    return nobody;
  }

  function openSession(user: UserRow): SignedIn {
    const token = sessions.open({ userId: user.id, edition: user.edition });
    return { token, maxAgeS: longestLifeMs / 1_000, user: { id: user.id, name: user.name, role: user.role } };
  }

  async function checkSecret(name: string, secret: string): Promise<UserRow> {
    const found = await directory.byName(name);
    const attempt = tries.begin(nameKey(name), found !== null);
    if (!attempt.allowed)
      throw new PasslineError('TOO_MANY_TRIES', `Too many tries. Wait ${Math.ceil(attempt.waitMs / 1_000)} s.`);
    const right = await verifySecret(secret, found?.secretHash ?? (await nobodysHash()));
    if (found !== null && right && found.active) {
      attempt.succeeded();
      return found;
    }
    await auditFailure(found, attempt.failed());
    throw new PasslineError('SIGN_IN_FAILED');
  }

  /** A name that nobody has is not written down: it may be a PIN typed into the wrong field. */
  async function auditFailure(user: UserRow | null, mustWait: boolean): Promise<void> {
    const detail = { ...(mustWait && { mustWait }), ...(user !== null && !user.active && { disabled: true }) };
    try {
      await records.audit({ actor: 'system', action: 'user.sign_in_failed', subject: user?.name ?? null, detail });
    } catch (error) {
      log.error({ err: error }, 'A failed sign-in could not be recorded');
    }
  }

  /** Fails where an administrator changed the user between the check of the secret and now. */
  async function noteSignIn(user: UserRow, renewed: { secretHash?: string }): Promise<UserRow> {
    const { id, edition, name } = user;
    try {
      return await records.updateUser(id, { ...renewed, lastSignInUtc: new Date().toISOString(), edition, actor: name });
    } catch (error) {
      throw error instanceof RecordsError && error.code === 'NOT_FOUND' ? new PasslineError('SIGN_IN_FAILED') : error;
    }
  }

  return {
    whose: (token) =>
      forCaller(async () => {
        const session = sessions.touch(token);
        if (session === null) return null;
        const user = await directory.byId(session.userId);
        if (user === null || !user.active || user.edition !== session.edition) {
          sessions.end(token);
          return null;
        }
        return { id: user.id, name: user.name, role: user.role };
      }),

    firstRun: () => forCaller(async () => (await directory.all()).length === 0),

    names: () =>
      forCaller(async () => (await directory.all()).filter((user) => user.active).map(({ name, role }) => ({ name, role }))),

    signIn: ({ name, secret }) =>
      forCaller(async () => {
        const user = await checkSecret(name, secret);
        const renewed = isOutdated(user.secretHash) ? { secretHash: await hashSecret(secret) } : {};
        const signedIn = await noteSignIn(user, renewed);
        directory.forget();
        if (!signedIn.active) throw new PasslineError('SIGN_IN_FAILED');
        return openSession(signedIn);
      }),

    signOut: (token) =>
      forCaller(async () => {
        const session = sessions.touch(token);
        sessions.end(token);
        const user = session === null ? null : await directory.byId(session.userId);
        if (user !== null) await records.audit({ actor: user.name, action: 'user.signed_out', subject: user.name, detail: {} });
      }),

    setUp: ({ name, secret }) =>
      forCaller(async () => {
        // Decided for good inside the transaction; asked here so that nobody can have the station hash for nothing.
        if ((await directory.all()).length > 0) throw new PasslineError('ALREADY_SET_UP');
        const secretHash = await hashSecret(requireSecret(secret));
        const user = await records.createFirstAdmin({ name, secretHash });
        directory.forget();
        log.info({ user: user.name }, 'The first administrator was created');
        return openSession(user);
      }),

    list: () => forCaller(async () => (await directory.all()).map(toUser)),

    create: ({ name, role, secret }, actor) =>
      forCaller(async () => {
        const secretHash = await hashSecret(requireSecret(secret));
        const user = await records.createUser({ name, role, secretHash, actor });
        directory.forget();
        return toUser(user);
      }),

    update: (id, { role, secret, active }, actor) =>
      forCaller(async () => {
        const user = await records.updateUser(id, {
          ...(role !== undefined && { role }),
          ...(secret !== undefined && { secretHash: await hashSecret(requireSecret(secret)) }),
          ...(active !== undefined && { active }),
          actor,
        });
        directory.forget();
        return toUser(user);
      }),
  };
}

function requireSecret(secret: string): string {
  const parsed = secretSchema.safeParse(secret);
  if (!parsed.success) throw new PasslineError('BAD_REQUEST', parsed.error.issues[0]?.message ?? null);
  return parsed.data;
}

function toUser({ id, name, role, active, createdAtUtc, lastSignInUtc }: UserRow): User {
  return { id, name, role, active, createdAtUtc, lastSignInUtc };
}
