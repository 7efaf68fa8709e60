import { request, requestFile } from './request.ts';
import type { Schemas } from './schema.ts';
import { session } from './session.ts';
import type { Account } from './types.ts';

/** The ways to sign in to an account. */
export type SignInMethods = Schemas['AccountSecurity'];

/** The parts of a profile that its owner may change. */
export type ProfileChange = Partial<Pick<Account, 'name' | 'color' | 'avatarUrl' | 'preferences'>>;

/** The ways to sign in to the user's account. */
export function getSignInMethods(signal?: AbortSignal): Promise<SignInMethods> {
  return request('/v1/auth/account', signal ? { signal } : {});
}

/** Changes the signed-in user's profile; omitted fields stay. */
export async function saveProfile(body: ProfileChange): Promise<void> {
  session.setUser(await request<Account>('/v1/users/me', { method: 'PUT', body }));
}

/** Loads the profile again, in case it was changed elsewhere. */
export async function refreshProfile(): Promise<void> {
  session.setUser(await request<Account>('/v1/users/me'));
}

/** Changes the password, or sets the first one (without `current`). Every other session ends. */
export function changePassword(body: { current?: string; password: string }): Promise<void> {
  return request('/v1/auth/password/change', { method: 'POST', body });
}

/** Removes a provider as a way to sign in. */
export function unlinkProvider(provider: string): Promise<void> {
  return request(`/v1/auth/identities/${encodeURIComponent(provider)}`, { method: 'DELETE' });
}

/** The address that links a provider as a way to sign in. */
export async function linkProvider(provider: string): Promise<string> {
  const path = `/v1/auth/oidc/${encodeURIComponent(provider)}/link`;
  return (await request<Schemas['ProviderAddress']>(path, { method: 'POST' })).url;
}

/** Everything that is stored about the user, as a ZIP. */
export function exportAccount(): Promise<Blob> {
  return requestFile('/v1/users/me/export');
}

/** What happens to the documents of an account that is deleted. */
export type DocumentsFate = 'delete' | 'hand-over';

/** Deletes the account permanently, and ends its session here. */
export async function deleteAccount(documents: DocumentsFate): Promise<void> {
  await request<void>('/v1/users/me', { method: 'DELETE', body: { documents } });
  session.end();
}
