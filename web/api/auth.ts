import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { authenticateWithPasskey } from './auth-passkey.ts';
import { ApiProblem } from './problem.ts';
import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import { session } from './session.ts';
import type { Answer, SignedIn, ToSign } from './types.ts';

/** A kind of second factor. */
export type SecondFactorMethod = 'totp' | 'recovery_code' | 'passkey';

/** A sign-in that waits for its second factor. */
export interface PendingSignIn {
  ticket: string;
  methods: readonly SecondFactorMethod[];
}

/** A provider that users can sign in with. */
export type Provider = Answer<'GET /v1/auth/providers'>['items'][number];

/** What the server asks a passkey to sign. */
export type PasskeyRequest = ToSign<PublicKeyCredentialRequestOptionsJSON>;

// The page begins with the first one: a recovery code is for users that have lost the others.
const METHODS: readonly SecondFactorMethod[] = ['totp', 'passkey', 'recovery_code'];

/** The known methods among `names`, which may come from any source. */
export function knownMethods(names: readonly unknown[]): SecondFactorMethod[] {
  return METHODS.filter((method) => names.includes(method));
}

/** Creates an account and begins its session. */
export async function signUp(body: { name: string; email: string; password: string }): Promise<void> {
  session.begin(await request<SignedIn>('/v1/auth/register', { method: 'POST', body, anonymous: true }));
}

/** Begins a session, or returns the sign-in that waits for its second factor. */
export async function signIn(body: { email: string; password: string }): Promise<PendingSignIn | null> {
  try {
    session.begin(await request<SignedIn>('/v1/auth/login', { method: 'POST', body, anonymous: true }));
    return null;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'second_factor_required') throw error;
    const { ticket, methods } = error.members;
    return { ticket: String(ticket), methods: knownMethods(Array.isArray(methods) ? methods : []) };
  }
}

/** Gives the second factor as a code, and begins the session. */
export async function sendSecondFactor(ticket: string, code: string): Promise<void> {
  const body = { ticket, code };
  session.begin(await request<SignedIn>('/v1/auth/second-factor', { method: 'POST', body, anonymous: true }));
}

/** Gives the second factor by a passkey, and begins the session. */
export async function sendSecondFactorPasskey(ticket: string): Promise<void> {
  const { options, challenge } = await request<PasskeyRequest>('/v1/auth/second-factor/options', {
    method: 'POST',
    body: { ticket },
    anonymous: true,
  });
  const body = { ticket, challenge, passkey: await authenticateWithPasskey(options) };
  session.begin(await request<SignedIn>('/v1/auth/second-factor', { method: 'POST', body, anonymous: true }));
}

/** Signs in with a passkey alone. `autofill`: offered in the address field, until another call replaces it. */
export async function signInWithPasskey({ autofill }: { autofill: boolean }): Promise<void> {
  const { options, challenge } = await request<PasskeyRequest>('/v1/auth/passkey/options', {
    method: 'POST',
    anonymous: true,
  });
  const body = { challenge, response: await authenticateWithPasskey(options, autofill) };
  session.begin(await request<SignedIn>('/v1/auth/passkey', { method: 'POST', body, anonymous: true }));
}

/** Ends the session here, and on the server as soon as it can be reached. */
export function signOut(): Promise<void> {
  return session.leave();
}

/** The providers of this installation. */
export async function listProviders(signal: AbortSignal): Promise<Provider[]> {
  return (await request<Answer<'GET /v1/auth/providers'>>('/v1/auth/providers', { signal, anonymous: true }))
    .items;
}

/** The address for signing in with a provider, which returns to `next`, a path of this app. */
export function providerUrl(id: string, next: string): string {
  return `/v1/auth/oidc/${encodeURIComponent(id)}?next=${encodeURIComponent(next)}`;
}

/** What the link in a verification mail would do. */
export type VerificationLink = Schemas['VerificationLink'];

/** Looks up what a link would do; the link stays valid. */
export function lookAtVerification(token: string, signal: AbortSignal): Promise<VerificationLink> {
  const body = { token };
  const path = '/v1/auth/verify-email/look';
  return request(path, { method: 'POST', body, signal, anonymous: !isSignedIn() });
}

/** Verifies the account's address. `passwordToken`, present when the account was claimed, sets its new password. */
export async function verifyEmail(token: string): Promise<{ email: string; passwordToken?: string }> {
  const { passwordToken, ...user } = await request<Answer<'POST /v1/auth/verify-email'>>(
    '/v1/auth/verify-email',
    { method: 'POST', body: { token }, anonymous: !isSignedIn() },
  );
  session.setUser(user);
  return { email: user.email, ...(passwordToken !== undefined && { passwordToken }) };
}

function isSignedIn(): boolean {
  return session.view().state === 'signed-in';
}

/** Sends the mail with the link again. */
export function resendVerification(): Promise<void> {
  return request('/v1/auth/verify-email/resend', { method: 'POST' });
}

/** Sends a mail for choosing a new password, if there is such an account. */
export function forgotPassword(email: string): Promise<void> {
  return request('/v1/auth/password/forgot', { method: 'POST', body: { email }, anonymous: true });
}

/** Sets a new password with the token from a mail; every session of the account ends. */
export function resetPassword(token: string, password: string): Promise<void> {
  return request('/v1/auth/password/reset', { method: 'POST', body: { token, password }, anonymous: true });
}

/** Proves the user's identity by the password. */
export function proveByPassword(password: string): Promise<void> {
  return request('/v1/auth/reauthenticate', { method: 'POST', body: { password } });
}

/** Proves the user's identity by a one-time code. */
export function proveByCode(code: string): Promise<void> {
  return request('/v1/auth/reauthenticate/totp', { method: 'POST', body: { code } });
}

/** The address for proving the user's identity at a linked provider, which returns to `next`, a path of this app. */
export async function proveAtProvider(id: string, next: string): Promise<string> {
  const path = `/v1/auth/oidc/${encodeURIComponent(id)}/reauthenticate?next=${encodeURIComponent(next)}`;
  return (await request<Schemas['ProviderAddress']>(path, { method: 'POST' })).url;
}

/** Proves the user's identity by a passkey. */
export async function proveByPasskey(): Promise<void> {
  const { options, challenge } = await request<PasskeyRequest>('/v1/auth/reauthenticate/passkey/options', {
    method: 'POST',
  });
  const body = { challenge, response: await authenticateWithPasskey(options) };
  await request<void>('/v1/auth/reauthenticate/passkey', { method: 'POST', body });
}
