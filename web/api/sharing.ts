import type { Role } from '../../src/protocol/role.ts';
import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import { session } from './session.ts';
import type { Admitted, Answer, Known, Page } from './types.ts';

/** A role that an owner can give; where one was given, the OpenAPI document names every role. */
export type GivenRole = Exclude<Role, 'owner'>;

/** Somebody as others see them. */
export type Profile = Schemas['User'];

/** Somebody's access to a document. */
export type Member = Schemas['Member'];

/** An address that was invited and has no account yet. */
export type Invitation = Known<NonNullable<Schemas['Invitation']>, { role: GivenRole }>;

/** The link of a document; without a role there is none. */
export type DocumentLink = Known<Schemas['Link'], { role: GivenRole | null }>;

/** Somebody who asks to be let in. */
export type AccessRequest = Known<Schemas['AccessRequest'], { role: GivenRole }>;

/** What a link leads to, told to whoever has it. */
export type LinkTarget = Known<Answer<'GET /v1/links/{token}'>, { role: GivenRole }>;

/** Everybody of a list, page after page. */
async function everyPage<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = null; ; ) {
    const query = new URLSearchParams({ limit: '100', ...(cursor === null ? {} : { cursor }) });
    const page: Page<T> = await request(`${path}?${query}`, { signal });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return items;
  }
}

/** Everybody who may open a document. */
export function listMembers(docId: string, signal: AbortSignal): Promise<Member[]> {
  return everyPage(`/v1/docs/${docId}/permissions`, signal);
}

/** Changes what a person may do. */
export function changeRole(docId: string, userId: string, role: GivenRole): Promise<Member> {
  return request(`/v1/docs/${docId}/permissions/${userId}`, { method: 'PUT', body: { role } });
}

/** Takes a person's access away, or one's own. */
export function removeMember(
  docId: string,
  userId: string,
  options: { keepalive?: boolean } = {},
): Promise<void> {
  return request(`/v1/docs/${docId}/permissions/${userId}`, { method: 'DELETE', ...options });
}

/** Offers a member the document. */
export function offerOwnership(docId: string, userId: string): Promise<Member> {
  return request(`/v1/docs/${docId}/owner`, { method: 'POST', body: { userId } });
}

/** Accepts a document that the user is offered: it is theirs then. */
export function acceptOwnership(docId: string): Promise<Member> {
  return request(`/v1/docs/${docId}/owner/accept`, { method: 'POST' });
}

/** Takes the own offer back, or declines the one to oneself. */
export function endOwnershipOffer(docId: string): Promise<void> {
  return request(`/v1/docs/${docId}/owner`, { method: 'DELETE' });
}

/** Shares a document with an address: a known one is a member at once, any other is invited. */
export function invite(
  docId: string,
  body: { email: string; role: GivenRole; message?: string },
): Promise<Answer<'POST /v1/docs/{docId}/invitations'>> {
  return request(`/v1/docs/${docId}/invitations`, { method: 'POST', body });
}

/** The invitations that wait for an account. */
export function listInvitations(docId: string, signal: AbortSignal): Promise<Invitation[]> {
  return everyPage(`/v1/docs/${docId}/invitations`, signal);
}

/** Sends an invitation once more. */
export function resendInvitation(docId: string, id: string): Promise<unknown> {
  return request(`/v1/docs/${docId}/invitations/${id}/resend`, { method: 'POST' });
}

/** Takes an invitation back. */
export function withdrawInvitation(docId: string, id: string): Promise<void> {
  return request(`/v1/docs/${docId}/invitations/${id}`, { method: 'DELETE' });
}

/** The link of a document. */
export function getLink(docId: string, signal: AbortSignal): Promise<DocumentLink> {
  return request(`/v1/docs/${docId}/link`, { signal });
}

/** Turns the link on, off or into another one; acts on everybody who came by it. */
export function putLink(
  docId: string,
  body: { role: GivenRole | null; expiresAt?: string | null; renew?: true },
): Promise<DocumentLink> {
  return request(`/v1/docs/${docId}/link`, { method: 'PUT', body });
}

/** Who asks for access. */
export function listAccessRequests(docId: string, signal: AbortSignal): Promise<AccessRequest[]> {
  return everyPage(`/v1/docs/${docId}/access-requests`, signal);
}

/** Lets somebody in who asked, in a role; null refuses. */
export function answerAccessRequest(docId: string, id: string, role: GivenRole | null): Promise<unknown> {
  return request(`/v1/docs/${docId}/access-requests/${id}`, { method: 'POST', body: { role } });
}

/** Asks for access; answers alike whether there is such a document or not. */
export function requestAccess(docId: string, body: { role: GivenRole; message?: string }): Promise<unknown> {
  return request(`/v1/docs/${docId}/access-requests`, { method: 'POST', body });
}

/** What a link leads to. */
export function getLinkTarget(token: string, signal: AbortSignal): Promise<LinkTarget> {
  return request(`/v1/links/${encodeURIComponent(token)}`, { anonymous: true, signal });
}

/** Goes through a link as the user who is signed in. */
export function openLink(token: string): Promise<Answer<'POST /v1/links/{token}/open'>> {
  return request(`/v1/links/${encodeURIComponent(token)}/open`, { method: 'POST' });
}

/** Goes through a link without an account, and begins a session for that one document. */
export async function joinAsGuest(token: string, name: string): Promise<Admitted> {
  const path = `/v1/links/${encodeURIComponent(token)}/guest`;
  const admitted = await request<Admitted>(path, { method: 'POST', body: { name }, anonymous: true });
  session.beginAsGuest(admitted);
  return admitted;
}
