import { id, time, z } from '../../platform/http/openapi.ts';
import { name, ownProfile } from '../../platform/http/profile.ts';
import { email } from '../../platform/http/text-schemas.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import type { Claims, ParsedClaims } from './oidc-client.ts';

const { min, max } = HTTP_LIMITS.passwordLength;
const newPassword = z.string().min(min).max(max);
// Whether a password is wrong is decided by its hash; its form is checked only for what no password can be.
const anyPassword = z.string().min(1).max(max);

const tokenDelivery = z.enum(['cookie', 'body']).default('cookie');

/** Body of `register`. */
export const registerBody = z.strictObject({ email, password: newPassword, name, tokenDelivery });
/** Body of `login`. */
export const loginBody = z.strictObject({ email, password: anyPassword, tokenDelivery });
/** Body of `refresh` and `logout` for programs; a browser sends its cookie instead. */
export const refreshBody = z.strictObject({ refreshToken: z.string().max(200).optional() });

/** The response to a login. */
export const signedIn = z
  .object({
    user: ownProfile,
    accessToken: z.string(),
    expiresIn: z.number().int().openapi({ description: 'seconds' }),
    refreshToken: z.string().optional(),
  })
  .openapi('SignedIn');

/** The response to the refresh of a guest's session. */
export const guestSignedIn = signedIn
  .omit({ user: true })
  .extend({ guest: z.object({ id, name: z.string(), color: z.string() }), docId: id })
  .openapi('GuestSignedIn');

/** The response of `validate`. */
export const validated = z.object({
  userId: id,
  roles: z.array(z.enum(['user', 'admin'])),
  expiresAt: time.nullable(),
});

const linkToken = z.string().min(1).max(200);

/** Body of `verify-email`. */
export const verifyBody = z.strictObject({ token: linkToken });
/** The response of `verify-email`. */
export const verifiedAccount = ownProfile
  .extend({
    passwordToken: z
      .string()
      .optional()
      .openapi({ description: 'For `POST /v1/auth/password/reset`; present when the account was claimed' }),
  })
  .openapi('VerifiedAccount');
/** The response of `verify-email/look`. */
export const verificationLink = z
  .object({
    email: z.string().openapi({ description: 'The address that the link verifies' }),
    verified: z.boolean().openapi({ description: 'It is already verified' }),
    own: z.boolean().openapi({ description: 'The request comes with a session of the account' }),
  })
  .openapi('VerificationLink');
/** Body of `password/forgot`. */
export const forgotBody = z.strictObject({ email });
/** Body of `password/reset`. */
export const resetBody = z.strictObject({ token: linkToken, password: newPassword });
/** Body of `password/change`. */
export const changeBody = z.strictObject({ current: anyPassword.optional(), password: newPassword });
/** Body of `reauthenticate`. */
export const reauthenticateBody = z.strictObject({ password: anyPassword });

/** The sign-in methods and second factors of an account, as its user sees them. */
export const accountSecurity = z
  .object({
    email: z.string(),
    emailVerified: z.boolean(),
    hasPassword: z.boolean(),
    identities: z.array(z.object({ provider: z.string(), createdAt: time })),
    totp: z.boolean(),
    passkeys: z.number().int(),
    recoveryCodes: z.number().int(),
    authenticatedAt: time,
  })
  .openapi('AccountSecurity');

/** The claims of a provider, with an address and a name that are valid here, or null. */
export function knownClaims(claims: Claims): ParsedClaims {
  return {
    ...claims,
    email: email.safeParse(claims.email).data ?? null,
    name: name.safeParse(claims.name).data ?? null,
  } as ParsedClaims;
}
