import { randomBytes } from 'node:crypto';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { PasskeyRow } from './passkey-queries.ts';
import type { RelyingParty } from './relying-party.ts';

// EdDSA, ES256, RS256: the algorithms of authenticators (COSE).
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT_MS = 5 * 60_000;
const CHALLENGE_BYTES = 32;

type Verification = 'required' | 'preferred';

/**
 * The options for creating a passkey in a browser. It is discoverable without an address if the authenticator supports
 * that.
 */
export async function registrationOptions(
  rp: RelyingParty,
  user: { id: string; email: string; name: string },
  existing: readonly PasskeyRow[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: rp.name,
    rpID: rp.id,
    // Opaque, as required (WebAuthn 2, 14.6.1): an authenticator may show it to anyone.
    userID: new Uint8Array(Buffer.from(user.id)),
    userName: user.email,
    userDisplayName: user.name,
    challenge: newChallenge(),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: existing.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** The passkey that a browser created, if it signed this challenge on our origin; null otherwise. */
export async function verifyRegistration(
  rp: RelyingParty,
  { challenge, response }: { challenge: string; response: RegistrationResponseJSON },
): Promise<Pick<PasskeyRow, 'id' | 'publicKey' | 'counter' | 'transports' | 'backedUp'> | null> {
  const verified = await orNull(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  );
  if (!verified?.verified) return null;
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return {
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: credential.transports ?? [],
    backedUp: credentialBackedUp,
  };
}

/** The options for asking a browser for a passkey: one of `allowed`, or any discoverable one when that is null. */
export async function assertionOptions(
  rp: RelyingParty,
  { allowed, verification }: { allowed: readonly PasskeyRow[] | null; verification: Verification },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: rp.id,
    challenge: newChallenge(),
    timeout: TIMEOUT_MS,
    userVerification: verification,
    ...(allowed && { allowCredentials: allowed.map(({ id, transports }) => ({ id, transports })) }),
  });
}

/** The verified content of a passkey's response. */
export interface Assertion {
  counter: number;
  backedUp: boolean;
}

/** Verifies the response of `passkey` to this challenge on our origin; null when it is not valid. */
export async function verifyAssertion(
  rp: RelyingParty,
  passkey: PasskeyRow,
  {
    challenge,
    response,
    verification,
  }: { challenge: string; response: AuthenticationResponseJSON; verification: Verification },
): Promise<Assertion | null> {
  const { userHandle } = response.response;
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== passkey.userId) return null;
  const verified = await orNull(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: verification === 'required',
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        // `notePasskeyUse` checks the counter, in one statement and only after the signature.
        counter: 0,
      },
    }),
  );
  if (!verified?.verified) return null;
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  return { counter: newCounter, backedUp: credentialBackedUp };
}

function newChallenge(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(randomBytes(CHALLENGE_BYTES));
}

// The library throws for any defect of a browser's response, and each is refused alike.
async function orNull<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}
