import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Page } from './types.ts';

/** A sign-in that is still valid. */
export type LoginSession = Schemas['Session'];

/** A page of the user's sessions. */
export function listSessions(cursor: string | null, signal: AbortSignal): Promise<Page<LoginSession>> {
  const query = new URLSearchParams({ limit: '50' });
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/v1/auth/sessions?${query}`, { signal });
}

/** Gives a session a name that its user recognises. */
export function renameSession(id: string, name: string): Promise<unknown> {
  return request(`/v1/auth/sessions/${id}`, { method: 'PATCH', body: { name } });
}

/** Ends a session; its sockets close. */
export function endSession(id: string): Promise<void> {
  return request(`/v1/auth/sessions/${id}`, { method: 'DELETE' });
}

/** Ends every session but this one. */
export function endOtherSessions(): Promise<void> {
  return request('/v1/auth/logout-all', { method: 'POST', body: { exceptCurrent: true } });
}
