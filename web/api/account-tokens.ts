import type { Scope } from '../../src/protocol/permissions.ts';
import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Page } from './types.ts';

/** An API token, without its secret. */
export type ApiToken = Schemas['ApiToken'];

/** What a new API token is created with. */
export interface NewApiToken {
  name: string;
  scopes: readonly Scope[];
  docIds?: readonly string[];
  expiresAt?: string;
}

/** A page of the user's API tokens. */
export function listTokens(cursor: string | null, signal: AbortSignal): Promise<Page<ApiToken>> {
  const query = new URLSearchParams({ limit: '50' });
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/v1/tokens?${query}`, { signal });
}

/** Creates an API token. Its secret, `token`, is in this response and in no other. */
export function createToken(body: NewApiToken): Promise<Schemas['NewApiToken']> {
  return request('/v1/tokens', { method: 'POST', body });
}

/** Deletes an API token; its sockets close. */
export function deleteToken(id: string): Promise<void> {
  return request(`/v1/tokens/${id}`, { method: 'DELETE' });
}
