import { call, type Person } from '../support/api.ts';

/** The name of the user who is erased. */
export const NAME = 'Augusta Ada King';

/** Requests the erasure of an account; `documents` says what becomes of those that it owns. */
export function erase(who: Person, documents = 'hand-over', headers = {}): Promise<Response> {
  return call('/v1/users/me', { method: 'DELETE', token: who.token, body: { documents }, headers });
}
