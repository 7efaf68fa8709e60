import type { Role } from '../../../src/protocol/role.ts';
import { request } from './request.ts';
import { session } from './session.ts';
import type { Account, DocumentFilter, DocumentSummary, Page, Permission, SignedIn } from './types.ts';

/** Creates an account and begins its session. */
export async function signUp(body: { name: string; email: string; password: string }): Promise<void> {
  session.begin(await request<SignedIn>('/v1/auth/register', { method: 'POST', body, anonymous: true }));
}

/** Begins a session. */
export async function signIn(body: { email: string; password: string }): Promise<void> {
  session.begin(await request<SignedIn>('/v1/auth/login', { method: 'POST', body, anonymous: true }));
}

/** Ends the session here and on the server; without the server, here alone. */
export async function signOut(): Promise<void> {
  try {
    await request<void>('/v1/auth/logout', { method: 'POST' });
  } finally {
    session.end();
  }
}

/** Changes the signed-in user's name and colour. */
export async function saveProfile(body: { name: string; color: string }): Promise<void> {
  session.setUser(await request<Account>('/v1/users/me', { method: 'PUT', body }));
}

/** One page of the user's documents, newest change first. */
export function listDocuments(
  filter: DocumentFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<DocumentSummary>> {
  const query = new URLSearchParams({ limit: '30' });
  if (filter !== 'recent') query.set('filter', filter);
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/v1/docs?${query}`, { signal });
}

/** Creates an empty document. */
export function createDocument(title: string): Promise<DocumentSummary> {
  return request('/v1/docs', { method: 'POST', body: { title } });
}

/** What is known about one document. */
export function getDocument(id: string, signal: AbortSignal): Promise<DocumentSummary> {
  return request(`/v1/docs/${id}`, { signal });
}

/** Gives a document another title. */
export function renameDocument(id: string, title: string): Promise<DocumentSummary> {
  return request(`/v1/docs/${id}`, { method: 'PATCH', body: { title } });
}

/** Moves a document to the trash. */
export function trashDocument(id: string): Promise<void> {
  return request(`/v1/docs/${id}`, { method: 'DELETE' });
}

/** Takes a document out of the trash. */
export function restoreDocument(id: string): Promise<void> {
  return request(`/v1/docs/${id}/restore`, { method: 'POST' });
}

/** Everybody who may open a document. */
export async function listPermissions(id: string, signal: AbortSignal): Promise<Permission[]> {
  return (await request<Page<Permission>>(`/v1/docs/${id}/permissions?limit=100`, { signal })).items;
}

/** Shares a document with a person by their address. */
export function invite(id: string, email: string, role: Role): Promise<unknown> {
  return request(`/v1/docs/${id}/invitations`, { method: 'POST', body: { email, role } });
}

/** Changes what a person may do. */
export function changeRole(id: string, userId: string, role: Role): Promise<unknown> {
  return request(`/v1/docs/${id}/permissions/${userId}`, { method: 'PUT', body: { role } });
}

/** Takes a person's access away, or one's own. */
export function removePermission(id: string, userId: string): Promise<void> {
  return request(`/v1/docs/${id}/permissions/${userId}`, { method: 'DELETE' });
}
