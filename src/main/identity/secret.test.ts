import { describe, expect, it } from 'vitest';
import { hashSecret, isOutdated, verifySecret } from './secret.ts';

describe('the hash of a secret', () => {
  it('is true for that secret alone, however its characters were composed', async () => {
    const hash = await hashSecret('Prüfplatz 7');
    expect(await verifySecret('Pru\u0308fplatz 7', hash)).toBe(true);
    expect(await verifySecret('Prufplatz 7', hash)).toBe(false);
    expect(await verifySecret('', hash)).toBe(false);
    expect(isOutdated(hash)).toBe(false);
  });

  it('made with weaker parameters still holds, and is to be made anew', async () => {
    // RFC 7914, section 12: P="password", S="NaCl", N=1024, r=8, p=16 has more lanes than we ever use and is refused.
    const rfc = '$scrypt$ln=10,r=8,p=16$TmFDbAAAAAAAAAAAAAAAAA$_bq-HJ00cgB4VucZDQHp_nxq18vII3gw53N2Y0s3MWI';
    expect(await verifySecret('password', rfc)).toBe(false);
    const { scryptSync } = await import('node:crypto');
    const salt = Buffer.alloc(16, 7);
    const weak = scryptSync('password', salt, 32, { N: 2 ** 12, r: 8, p: 1 }).toString('base64url');
    const stored = `$scrypt$ln=12,r=8,p=1$${salt.toString('base64url')}$${weak}`;
    expect(await verifySecret('password', stored)).toBe(true);
    expect(isOutdated(stored)).toBe(true);
  });

  it.each([
    '',
    'plain',
    '$scrypt$ln=40,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=15,r=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=15,r=8,p=1$$',
  ])('is never true for %j, and costs nothing to refuse', async (stored) => {
    expect(await verifySecret('plain', stored)).toBe(false);
    expect(isOutdated(stored)).toBe(true);
  });
});
