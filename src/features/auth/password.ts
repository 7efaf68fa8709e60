import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// Equal in strength to OWASP's first choice, and below the cost that production Workers allow (2^20). PBKDF2 is not an
// option: production caps it at a sixth of the iterations that it needs.
const COST = { logN: 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** A password's scrypt hash as a PHC string. Takes about 200 ms of CPU: limit the rate first. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST, HASH_BYTES);
  return `$scrypt$ln=${COST.logN},r=${COST.r},p=${COST.p}$${base64(salt)}$${base64(hash)}`;
}

/**
 * Whether `password` matches `phc`. For null (no such account) it takes as long and returns false, so that the duration
 * does not reveal which addresses have accounts.
 */
export async function verifyPassword(password: string, phc: string | null): Promise<boolean> {
  const stored = phc === null ? NOBODY : parsePhc(phc);
  const given = await derive(password, stored.salt, stored.cost, stored.hash.length);
  return timingSafeEqual(given, stored.hash) && phc !== null;
}

/** Whether `phc` has other parameters than the current ones, so that the password should be hashed again. */
export function needsRehash(phc: string): boolean {
  const { cost, hash } = parsePhc(phc);
  return cost.logN !== COST.logN || cost.r !== COST.r || cost.p !== COST.p || hash.length !== HASH_BYTES;
}

interface Stored {
  cost: { logN: number; r: number; p: number };
  salt: Buffer;
  hash: Buffer;
}

const NOBODY: Stored = { cost: COST, salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) };

function parsePhc(phc: string): Stored {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (!match) throw new Error('A stored password hash is no scrypt PHC string');
  const [, logN, r, p, salt = '', hash = ''] = match;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

// NFC, so that a password typed on two systems is one password (NIST SP 800-63B 3.1.1.2).
function derive(password: string, salt: Buffer, cost: Stored['cost'], bytes: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost.logN, r: cost.r, p: cost.p, maxmem: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, bytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

// PHC strings carry base64 without padding.
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
