import { describe, expect, it } from 'vitest';
import { createIdentity, type Identity } from '#main/identity/index.ts';
import type { Records } from '#main/records/index.ts';
import { openForTest, silent, temporaryFolder } from './records-fixture.ts';

interface Fixture {
  readonly identity: Identity;
  readonly records: Records;
  readonly folder: string;
  /** Lets monotonic time pass. */
  pass(ms: number): void;
}

async function station(): Promise<Fixture> {
  const folder = temporaryFolder();
  const records = await openForTest(folder);
  let nowMs = 1_000;
  const identity = createIdentity({ records, log: silent, nowMs: () => nowMs });
  return {
    identity,
    records,
    folder,
    pass(ms) {
      nowMs += ms;
    },
  };
}

async function stationWithAnn(): Promise<Fixture & { annsToken: string; annsId: string }> {
  const fixture = await station();
  const { token, user } = await fixture.identity.setUp({ name: 'Ann', secret: 'correct horse' });
  return { ...fixture, annsToken: token, annsId: user.id };
}

const failsWith = (code: string) => expect.objectContaining({ name: 'PasslineError', code });
const actions = async (records: Records) =>
  (await records.auditTrail({ before: null, limit: 50 })).map(({ actor, action, subject }) => [actor, action, subject]);

describe('a fresh station', () => {
  it('asks for its first administrator, who is signed in at once', async () => {
    const { identity, records } = await station();
    expect(await identity.firstRun()).toBe(true);
    const { token, user } = await identity.setUp({ name: ' Ann ', secret: '4711' });
    expect(user).toMatchObject({ name: 'Ann', role: 'admin' });
    expect(await identity.whose(token)).toEqual(user);
    expect(await identity.firstRun()).toBe(false);
    expect(await actions(records)).toEqual([['Ann', 'user.created', 'Ann']]);
  });

  it('gets one first administrator when two try at the same moment', async () => {
    const { identity } = await station();
    const tries = await Promise.allSettled(['Ann', 'Bo'].map((name) => identity.setUp({ name, secret: '4711' })));
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: failsWith('ALREADY_SET_UP') });
    expect(await identity.list()).toHaveLength(1);
  });

  it('takes no weak secret and no other role first', async () => {
    const { identity } = await station();
    await expect(identity.setUp({ name: 'Ann', secret: '123' })).rejects.toEqual(failsWith('BAD_REQUEST'));
    await expect(identity.setUp({ name: 'Ann', secret: 'letters' })).rejects.toEqual(failsWith('BAD_REQUEST'));
    await expect(identity.create({ name: 'Bo', role: 'operator', secret: '4711' }, 'cli')).rejects.toEqual(
      failsWith('SET_UP_FIRST'),
    );
    expect(await identity.firstRun()).toBe(true);
  });
});

describe('signing in', () => {
  it('works with the name in any case and width, and is audited', async () => {
    const { identity, records } = await stationWithAnn();
    const { token, user } = await identity.signIn({ name: 'ＡＮＮ', secret: 'correct horse' });
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await identity.whose(token)).toEqual(user);
    expect((await identity.list())[0]?.lastSignInUtc).not.toBeNull();
    expect((await actions(records))[0]).toEqual(['Ann', 'user.signed_in', 'Ann']);
  });

  it('fails alike for a wrong secret, an unknown name and a disabled user', async () => {
    const { identity, records } = await stationWithAnn();
    const bo = await identity.create({ name: 'Bo', role: 'operator', secret: '4711' }, 'Ann');
    await identity.update(bo.id, { active: false }, 'Ann');
    for (const [name, secret] of [
      ['Ann', 'wrong'],
      ['Nobody', '4711'],
      ['Bo', '4711'],
    ] as const) {
      await expect(identity.signIn({ name, secret })).rejects.toEqual(failsWith('SIGN_IN_FAILED'));
    }
    // What was typed as an unknown name may be somebody's PIN.
    expect((await actions(records)).slice(0, 3)).toEqual([
      ['system', 'user.sign_in_failed', 'Bo'],
      ['system', 'user.sign_in_failed', null],
      ['system', 'user.sign_in_failed', 'Ann'],
    ]);
  });

  it('keeps no secret: only salted hashes, different for equal secrets', async () => {
    const { identity, records } = await stationWithAnn();
    await identity.create({ name: 'Bo', role: 'operator', secret: 'correct horse' }, 'Ann');
    const hashes = (await records.users()).map((user) => user.secretHash);
    expect(new Set(hashes).size).toBe(2);
    for (const hash of hashes) expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  });

  it('has to wait after five wrong secrets, also with the right one, and also when all are tried at once', async () => {
    const { identity, pass } = await stationWithAnn();
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => identity.signIn({ name: 'Ann', secret: 'wrong' })));
    const codes = tries.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'in'));
    expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(5);
    expect(codes.filter((code) => code === 'TOO_MANY_TRIES')).toHaveLength(15);
    await expect(identity.signIn({ name: 'Ann', secret: 'correct horse' })).rejects.toEqual(failsWith('TOO_MANY_TRIES'));
    pass(60_000);
    await identity.signIn({ name: 'Ann', secret: 'correct horse' });
  });
});

describe('a session', () => {
  it('ends when signing out, and the token is worth nothing from then on', async () => {
    const { identity, annsToken } = await stationWithAnn();
    await identity.signOut(annsToken);
    expect(await identity.whose(annsToken)).toBeNull();
    await identity.signOut(annsToken);
    expect(await identity.whose('made up')).toBeNull();
  });

  it('ends after twelve hours without a request, and after seven days in any case', async () => {
    const { identity, annsToken, pass } = await stationWithAnn();
    const hour = 3_600_000;
    for (let day = 0; day < 14; day += 1) {
      pass(11.9 * hour);
      expect(await identity.whose(annsToken), `after ${day} turns`).not.toBeNull();
    }
    pass(3 * hour);
    expect(await identity.whose(annsToken)).toBeNull();
    const { token } = await identity.signIn({ name: 'Ann', secret: 'correct horse' });
    pass(12.1 * hour);
    expect(await identity.whose(token)).toBeNull();
  });

  it.each([
    ['disabled', { active: false }],
    ['given another role', { role: 'engineer' as const }],
    ['given another secret', { secret: '4712' }],
  ])('ends when its user is %s', async (_what, change) => {
    const { identity } = await stationWithAnn();
    const bo = await identity.create({ name: 'Bo', role: 'operator', secret: '4711' }, 'Ann');
    const { token } = await identity.signIn({ name: 'Bo', secret: '4711' });
    await identity.update(bo.id, change, 'Ann');
    expect(await identity.whose(token)).toBeNull();
    await identity.update(bo.id, { active: true }, 'Ann');
    expect(await identity.whose(token)).toBeNull();
  });

  it('ends within two seconds when another process disabled its user, even for a moment only', async () => {
    const { identity, folder, pass } = await stationWithAnn();
    const bo = await identity.create({ name: 'Bo', role: 'operator', secret: '4711' }, 'Ann');
    const { token } = await identity.signIn({ name: 'Bo', secret: '4711' });
    expect(await identity.whose(token)).not.toBeNull();
    const beside = await openForTest(folder, { role: 'tool' });
    const other = createIdentity({ records: beside, log: silent });
    await other.update(bo.id, { active: false }, 'cli');
    await other.update(bo.id, { active: true }, 'cli');
    pass(2_000);
    expect(await identity.whose(token)).toBeNull();
  });

  it('survives records that are away for a moment, not longer', async () => {
    const { identity, records, annsToken, pass } = await stationWithAnn();
    expect(await identity.whose(annsToken)).not.toBeNull();
    await records.close();
    pass(30_000);
    expect(await identity.whose(annsToken)).not.toBeNull();
    pass(31_000);
    await expect(identity.whose(annsToken)).rejects.toEqual(failsWith('NOT_READY'));
  });
});

describe('users', () => {
  it('have names that differ in more than case, width or spaces', async () => {
    const { identity } = await stationWithAnn();
    for (const name of ['ann', 'ANN ', 'Ａnn']) {
      await expect(identity.create({ name, role: 'operator', secret: '4711' }, 'Ann')).rejects.toEqual(failsWith('NAME_TAKEN'));
    }
    await identity.create({ name: '安娜', role: 'operator', secret: '4711' }, 'Ann');
    expect(await identity.names()).toEqual([
      { name: 'Ann', role: 'admin' },
      { name: '安娜', role: 'operator' },
    ]);
  });

  it('always include an administrator who can sign in', async () => {
    const { identity, annsId } = await stationWithAnn();
    await expect(identity.update(annsId, { active: false }, 'Ann')).rejects.toEqual(failsWith('LAST_ADMIN'));
    await expect(identity.update(annsId, { role: 'operator' }, 'Ann')).rejects.toEqual(failsWith('LAST_ADMIN'));
    const bo = await identity.create({ name: 'Bo', role: 'admin', secret: '4711' }, 'Ann');
    await identity.update(annsId, { active: false }, 'Bo');
    await expect(identity.update(bo.id, { role: 'engineer' }, 'Bo')).rejects.toEqual(failsWith('LAST_ADMIN'));
    expect(await identity.names()).toEqual([{ name: 'Bo', role: 'admin' }]);
  });

  it('are changed under the name of whoever did it, without a secret in the trail', async () => {
    const { identity, records } = await stationWithAnn();
    const bo = await identity.create({ name: 'Bo', role: 'operator', secret: '4711' }, 'Ann');
    await identity.update(bo.id, { role: 'engineer', secret: 'a new secret' }, 'Ann');
    await expect(identity.update('nobody', { active: true }, 'Ann')).rejects.toEqual(failsWith('NOT_FOUND'));
    const [changed] = await records.auditTrail({ before: null, limit: 1 });
    expect(changed).toMatchObject({
      actor: 'Ann',
      action: 'user.changed',
      subject: 'Bo',
      detail: { role: 'engineer', roleBefore: 'operator', secretChanged: true },
    });
    expect(JSON.stringify(changed)).not.toContain('secret"');
    expect((await records.verify({ pictures: false })).problems).toEqual([]);
  });
});
