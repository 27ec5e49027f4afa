import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt (RFC 7914) with N = 2^15, r = 8, p = 1: 32 MB and about a tenth of a second a try on the machines we run on. PINs
 * are short, so this only slows a thief of the database; against guessing at the station there is `tries.ts`.
 */
const current = { ln: 15, r: 8, p: 1 } as const;
const saltBytes = 16;
const hashBytes = 32;
/** More would be a forged row that wants the station's memory (2^18 · 8 · 128 bytes = 256 MB). */
const mostLn = 18;

interface Parameters {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** Hash of a PIN or password with its own salt, in the PHC string format: `$scrypt$ln=15,r=8,p=1$SALT$HASH`. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(secret, salt, hashBytes, current);
  return `$scrypt$ln=${current.ln},r=${current.r},p=${current.p}$${encode(salt)}$${encode(hash)}`;
}

/** Whether the secret is the one that was hashed; false for a string that is not a hash. Compares in constant time. */
export async function verifySecret(secret: string, stored: string): Promise<boolean> {
  const parsed = parseHash(stored);
  if (parsed === null) return false;
  const hash = await derive(secret, parsed.salt, parsed.hash.length, parsed.parameters);
  return timingSafeEqual(hash, parsed.hash);
}

/** Whether a hash was made with weaker parameters than those of today: then it is made anew at the next sign-in. */
export function isOutdated(stored: string): boolean {
  const parsed = parseHash(stored);
  return parsed === null || parsed.parameters.ln < current.ln || parsed.hash.length < hashBytes;
}

function parseHash(stored: string): { parameters: Parameters; salt: Buffer; hash: Buffer } | null {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]{22,86})\$([\w-]{22,86})$/.exec(stored);
  if (match === null) return null;
  const [, ln, r, p, salt = '', hash = ''] = match;
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) };
  const sound =
    parameters.ln >= 10 &&
    parameters.ln <= mostLn &&
    parameters.r >= 1 &&
    parameters.r <= 8 &&
    parameters.p >= 1 &&
    parameters.p <= 4;
  return sound ? { parameters, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') } : null;
}

function derive(secret: string, salt: Buffer, length: number, { ln, r, p }: Parameters): Promise<Buffer> {
  const N = 2 ** ln;
  // Keyboards differ in how they compose the same characters.
  const text = secret.normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, length, { N, r, p, maxmem: 128 * N * r + 1024 * 1024 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64url');
}
