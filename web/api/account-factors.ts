import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { createPasskey } from './auth-passkey.ts';
import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Answer, ToSign } from './types.ts';

/** A passkey of the user. */
export type Passkey = Schemas['Passkey'];

/** What a user needs to set up an app for one-time codes. */
export type TotpSetup = Answer<'POST /v1/auth/totp'>;

/** The user's passkeys. */
export async function listPasskeys(signal: AbortSignal): Promise<Passkey[]> {
  return (await request<Answer<'GET /v1/auth/passkeys'>>('/v1/auth/passkeys', { signal })).items;
}

/**
 * Creates a passkey on this device, or on one that the browser reaches. The first second factor of an account returns
 * its recovery codes, only this once.
 */
export async function addPasskey(name: string): Promise<Answer<'POST /v1/auth/passkeys'>> {
  const { options, challenge } = await request<ToSign<PublicKeyCredentialCreationOptionsJSON>>(
    '/v1/auth/passkeys/options',
    { method: 'POST' },
  );
  const body = { name, challenge, response: await createPasskey(options) };
  return request('/v1/auth/passkeys', { method: 'POST', body });
}

/** Renames a passkey. */
export function renamePasskey(id: string, name: string): Promise<Passkey> {
  return request(`/v1/auth/passkeys/${id}`, { method: 'PATCH', body: { name } });
}

/** Removes a passkey as a way to sign in. */
export function removePasskey(id: string): Promise<void> {
  return request(`/v1/auth/passkeys/${id}`, { method: 'DELETE' });
}

/** Begins to set up one-time codes; nothing changes until a code is confirmed. */
export function beginTotp(): Promise<TotpSetup> {
  return request('/v1/auth/totp', { method: 'POST' });
}

/** Turns one-time codes on with a first code. Returns new recovery codes; null when the existing ones stay valid. */
export async function confirmTotp(code: string): Promise<string[] | null> {
  const body = { code };
  const path = '/v1/auth/totp/confirm';
  return (
    (await request<Answer<'POST /v1/auth/totp/confirm'>>(path, { method: 'POST', body })).recoveryCodes ??
    null
  );
}

/** Turns one-time codes off. */
export function removeTotp(): Promise<void> {
  return request('/v1/auth/totp', { method: 'DELETE' });
}

/** Creates new recovery codes; the previous ones are no longer valid. */
export async function renewRecoveryCodes(): Promise<string[]> {
  return (await request<Schemas['RecoveryCodes']>('/v1/auth/recovery-codes', { method: 'POST' }))
    .recoveryCodes;
}
