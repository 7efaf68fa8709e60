import { time, z } from '../../platform/http/openapi.ts';
import { name } from '../../platform/http/profile.ts';

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');
const credentialId = base64url.max(1400);
const bytes = base64url.max(20_000);

// The JSON of browsers (`PublicKeyCredential.toJSON`) grows with the standard: unknown members are accepted and
// ignored.
const credential = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
};

/** `RegistrationResponseJSON` (WebAuthn 3, 5.1). */
export const registrationResponse = z
  .looseObject({
    ...credential,
    response: z.looseObject({
      clientDataJSON: bytes,
      attestationObject: bytes,
      transports: z.array(z.string().max(40)).max(10).optional(),
    }),
  })
  .openapi('PasskeyRegistration');

/** `AuthenticationResponseJSON` (WebAuthn 3, 5.1). */
export const authenticationResponse = z
  .looseObject({
    ...credential,
    response: z.looseObject({
      clientDataJSON: bytes,
      authenticatorData: bytes,
      signature: bytes,
      userHandle: bytes.nullish(),
    }),
  })
  .openapi('PasskeyAssertion');

/** The token of a challenge; valid once, for 5 minutes. */
export const challenge = z.string().min(1).max(100);

/** The options for the browser, and the token to send back with its response. */
export const challenged = z.object({ options: z.looseObject({}), challenge: z.string() });

/** A passkey as its user sees it. */
export const passkeyItem = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: time,
    lastUsedAt: time.nullable(),
    backedUp: z.boolean(),
  })
  .openapi('Passkey');

/** The name that a user gives a passkey. */
export const passkeyName = name;
