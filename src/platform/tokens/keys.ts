import { createLocalJWKSet, importJWK, type JWK, type JWTVerifyGetKey } from 'jose';
import { assert } from '../../base/assert.ts';

/** The one algorithm that access tokens are signed with. */
export const ALGORITHM = 'EdDSA';

/** The public half of a key, as in `/.well-known/jwks.json`. */
export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  alg: typeof ALGORITHM;
  use: 'sig';
  /** After this time (s since 1970) the key is ignored: a newer one signs. */
  exp?: number;
}

type PrivateKey = PublicKey & { d: string };

/** A key in ACCESS_TOKEN_KEYS. */
type GivenKey = PublicKey & { d?: string };

/** The keys of access tokens in ACCESS_TOKEN_KEYS. */
export interface KeyRing {
  kid: string;
  signingKey: CryptoKey;
  /** The keys that verify at `now` (ms since 1970), newest first. */
  publicKeys(now: number): readonly PublicKey[];
  findKey: JWTVerifyGetKey;
}

// One entry: the secret stays the same for the life of an isolate, and imported keys may outlive a request.
let imported: { secret: string; ring: Promise<KeyRing> } | null = null;

/**
 * The keys in the secret ACCESS_TOKEN_KEYS: a JSON array of Ed25519 JWKs, each with a `kid`. The first is private and
 * signs; all verify; of the others the public half is enough. To rotate, put a new key in front (`npm run
 * keys:rotate`); the old one expires by its `exp`. Throws when the secret is invalid.
 */
export function keyRing(secret: string): Promise<KeyRing> {
  if (imported?.secret !== secret) imported = { secret, ring: importKeys(secret) };
  return imported.ring;
}

async function importKeys(secret: string): Promise<KeyRing> {
  const { first, keys } = parseKeys(secret);
  const signingKey = await importJWK(first, ALGORITHM);
  assert(!(signingKey instanceof Uint8Array), 'ACCESS_TOKEN_KEYS holds a symmetric key');
  const publicKeys = (now: number) =>
    keys.filter(({ exp }) => exp === undefined || now < exp * 1000).map(publicHalf);
  return {
    kid: first.kid,
    signingKey,
    publicKeys,
    // There are few keys, and the set imports each once: only those that are still valid are tried.
    findKey: (header, token) => localSet(keys, Date.now())(header, token),
  };
}

const sets = new WeakMap<readonly GivenKey[], { usable: number; find: JWTVerifyGetKey }>();

function localSet(keys: readonly GivenKey[], now: number): JWTVerifyGetKey {
  const usable = keys.filter(({ exp }) => exp === undefined || now < exp * 1000);
  const known = sets.get(keys);
  // Keys only ever drop out, so their number identifies the set.
  if (known?.usable === usable.length) return known.find;
  const find = createLocalJWKSet({ keys: usable.map(publicHalf) });
  sets.set(keys, { usable: usable.length, find });
  return find;
}

function publicHalf({ x, kid, exp }: GivenKey): PublicKey {
  const key: PublicKey = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: ALGORITHM, use: 'sig' };
  return exp === undefined ? key : { ...key, exp };
}

function parseKeys(secret: string): { first: PrivateKey; keys: readonly GivenKey[] } {
  let jwks: unknown;
  try {
    jwks = JSON.parse(secret);
  } catch {
    // The parser's own message quotes its input, which here is a private key.
    throw new Error('ACCESS_TOKEN_KEYS is not JSON');
  }
  assert(Array.isArray(jwks) && jwks.length > 0, 'ACCESS_TOKEN_KEYS is not an array of keys');
  const keys = jwks as (JWK & { exp?: unknown })[];
  for (const jwk of keys) {
    const usable = jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.x && jwk.kid;
    assert(usable, 'ACCESS_TOKEN_KEYS holds a key that is no Ed25519 key with a kid');
    assert(
      jwk.exp === undefined || Number.isSafeInteger(jwk.exp),
      'ACCESS_TOKEN_KEYS holds an exp that is no time',
    );
  }
  const first = keys[0] as GivenKey;
  assert(first.d !== undefined, 'The first of ACCESS_TOKEN_KEYS is not private: nothing could be signed');
  assert(first.exp === undefined, 'The first of ACCESS_TOKEN_KEYS expires: nothing could be signed then');
  return { first: first as PrivateKey, keys: keys as GivenKey[] };
}
