import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { createPasskey } from './auth-passkey.ts';
import { request } from './request.ts';

/** A passkey of the user. */
export interface Passkey {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  /** Kept by a provider who copies it to the user's other devices. */
  backedUp: boolean;
}

/** What an app for one-time codes is set up with. */
export interface TotpSetup {
  /** Base32. */
  secret: string;
  /** `otpauth://`, for a QR code. */
  uri: string;
}

/** The user's passkeys. */
export async function listPasskeys(signal: AbortSignal): Promise<Passkey[]> {
  return (await request<{ items: Passkey[] }>('/v1/auth/passkeys', { signal })).items;
}

/**
 * Makes a passkey on this device, or on one that the browser reaches. With the first second factor of an account come its
 * recovery codes, this once.
 */
export async function addPasskey(name: string): Promise<Passkey & { recoveryCodes?: string[] }> {
  const { options, challenge } = await request<{
    options: PublicKeyCredentialCreationOptionsJSON;
    challenge: string;
  }>('/v1/auth/passkeys/options', { method: 'POST' });
  const body = { name, challenge, response: await createPasskey(options) };
  return request('/v1/auth/passkeys', { method: 'POST', body });
}

/** Gives a passkey another name. */
export function renamePasskey(id: string, name: string): Promise<Passkey> {
  return request(`/v1/auth/passkeys/${id}`, { method: 'PATCH', body: { name } });
}

/** Takes a passkey away as a way to sign in. */
export function removePasskey(id: string): Promise<void> {
  return request(`/v1/auth/passkeys/${id}`, { method: 'DELETE' });
}

/** Begins to set up one-time codes; nothing changes until a code is confirmed. */
export function beginTotp(): Promise<TotpSetup> {
  return request('/v1/auth/totp', { method: 'POST' });
}

/** Turns one-time codes on by a first one; answers new recovery codes, or null where those that there are stay good. */
export async function confirmTotp(code: string): Promise<string[] | null> {
  const body = { code };
  const path = '/v1/auth/totp/confirm';
  return (await request<{ recoveryCodes?: string[] }>(path, { method: 'POST', body })).recoveryCodes ?? null;
}

/** Turns one-time codes off. */
export function removeTotp(): Promise<void> {
  return request('/v1/auth/totp', { method: 'DELETE' });
}

/** Makes new recovery codes; those of before are good no more. */
export async function renewRecoveryCodes(): Promise<string[]> {
  return (await request<{ recoveryCodes: string[] }>('/v1/auth/recovery-codes', { method: 'POST' }))
    .recoveryCodes;
}
