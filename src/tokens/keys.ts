import { createLocalJWKSet, importJWK, type JWK, type JWTVerifyGetKey } from 'jose';
import { assert, must } from '../base/assert.ts';

/** The one algorithm that access tokens are signed with. */
export const ALGORITHM = 'EdDSA';

/** The public half of a key, as `/.well-known/jwks.json` shows it. */
export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  alg: typeof ALGORITHM;
  use: 'sig';
}

type PrivateKey = PublicKey & { d: string };

/** The keys of access tokens, as ACCESS_TOKEN_KEYS gives them. */
export interface KeyRing {
  kid: string;
  signingKey: CryptoKey;
  /** Newest first. */
  publicKeys: readonly PublicKey[];
  findKey: JWTVerifyGetKey;
}

// One entry: the secret is the same for the life of an isolate, and imported keys may outlive a request.
let imported: { secret: string; ring: Promise<KeyRing> } | null = null;

/**
 * The keys in the secret ACCESS_TOKEN_KEYS: a JSON array of private Ed25519 JWKs, each with a `kid`. The first signs,
 * all verify, so a key is rotated by putting a new one in front and taking the old one away 15 minutes later.
 * Throws when the secret is none.
 */
export function keyRing(secret: string): Promise<KeyRing> {
  if (imported?.secret !== secret) imported = { secret, ring: importKeys(secret) };
  return imported.ring;
}

async function importKeys(secret: string): Promise<KeyRing> {
  const jwks = parseKeys(secret);
  const first = must(jwks[0], 'ACCESS_TOKEN_KEYS holds no key');
  const signingKey = await importJWK(first, ALGORITHM);
  assert(!(signingKey instanceof Uint8Array), 'ACCESS_TOKEN_KEYS holds a symmetric key');
  const publicKeys = jwks.map(
    ({ x, kid }): PublicKey => ({ kty: 'OKP', crv: 'Ed25519', x, kid, alg: ALGORITHM, use: 'sig' }),
  );
  return { kid: first.kid, signingKey, publicKeys, findKey: createLocalJWKSet({ keys: [...publicKeys] }) };
}

function parseKeys(secret: string): PrivateKey[] {
  let jwks: unknown;
  try {
    jwks = JSON.parse(secret);
  } catch {
    // The parser's own message quotes its input, which here is a private key.
    throw new Error('ACCESS_TOKEN_KEYS is not JSON');
  }
  assert(Array.isArray(jwks) && jwks.length > 0, 'ACCESS_TOKEN_KEYS is not an array of keys');
  for (const jwk of jwks as JWK[]) {
    const usable = jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.d && jwk.x && jwk.kid;
    assert(usable, 'ACCESS_TOKEN_KEYS holds a key that is no private Ed25519 key with a kid');
  }
  return jwks as PrivateKey[];
}
