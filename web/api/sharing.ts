import type { Role } from '../../src/protocol/role.ts';
import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import { session } from './session.ts';
import type { Admitted, Answer, Known, Page } from './types.ts';

/** A role that an owner can give. In responses, the OpenAPI document allows every role instead. */
export type GivenRole = Exclude<Role, 'owner'>;

/** A user as other users see them. */
export type Profile = Schemas['User'];

/** The access of one user to a document. */
export type Member = Schemas['Member'];

/** An address that was invited and has no account yet. */
export type Invitation = Known<NonNullable<Schemas['Invitation']>, { role: GivenRole }>;

/** The link of a document; it is off when it has no role. */
export type DocumentLink = Known<Schemas['Link'], { role: GivenRole | null }>;

/** A user's request for access. */
export type AccessRequest = Known<Schemas['AccessRequest'], { role: GivenRole }>;

/** What a link leads to, as shown to each holder of the link. */
export type LinkTarget = Known<Answer<'GET /v1/links/{token}'>, { role: GivenRole }>;

/** All items of a list, page after page. */
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

/** All users that may open a document. */
export function listMembers(docId: string, signal: AbortSignal): Promise<Member[]> {
  return everyPage(`/v1/docs/${docId}/permissions`, signal);
}

/** Changes what a person may do. */
export function changeRole(docId: string, userId: string, role: GivenRole): Promise<Member> {
  return request(`/v1/docs/${docId}/permissions/${userId}`, { method: 'PUT', body: { role } });
}

/** Removes a person's access, or the user's own. */
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

/** Accepts the offer of a document: the user owns it from then on. */
export function acceptOwnership(docId: string): Promise<Member> {
  return request(`/v1/docs/${docId}/owner/accept`, { method: 'POST' });
}

/** Withdraws the user's own offer, or declines an offer to the user. */
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

/** Sends an invitation again. */
export function resendInvitation(docId: string, id: string): Promise<unknown> {
  return request(`/v1/docs/${docId}/invitations/${id}/resend`, { method: 'POST' });
}

/** Withdraws an invitation. */
export function withdrawInvitation(docId: string, id: string): Promise<void> {
  return request(`/v1/docs/${docId}/invitations/${id}`, { method: 'DELETE' });
}

/** The link of a document. */
export function getLink(docId: string, signal: AbortSignal): Promise<DocumentLink> {
  return request(`/v1/docs/${docId}/link`, { signal });
}

/** Turns the link on or off, or replaces it; this affects each user that came by it. */
export function putLink(
  docId: string,
  body: { role: GivenRole | null; expiresAt?: string | null; renew?: true },
): Promise<DocumentLink> {
  return request(`/v1/docs/${docId}/link`, { method: 'PUT', body });
}

/** The pending requests for access. */
export function listAccessRequests(docId: string, signal: AbortSignal): Promise<AccessRequest[]> {
  return everyPage(`/v1/docs/${docId}/access-requests`, signal);
}

/** Grants a role to the user that asked; null refuses. */
export function answerAccessRequest(docId: string, id: string, role: GivenRole | null): Promise<unknown> {
  return request(`/v1/docs/${docId}/access-requests/${id}`, { method: 'POST', body: { role } });
}

/** Asks for access; the response is the same whether or not the document exists. */
export function requestAccess(docId: string, body: { role: GivenRole; message?: string }): Promise<unknown> {
  return request(`/v1/docs/${docId}/access-requests`, { method: 'POST', body });
}

/** What a link leads to. */
export function getLinkTarget(token: string, signal: AbortSignal): Promise<LinkTarget> {
  return request(`/v1/links/${encodeURIComponent(token)}`, { anonymous: true, signal });
}

/** Opens a link as the signed-in user. */
export function openLink(token: string): Promise<Answer<'POST /v1/links/{token}/open'>> {
  return request(`/v1/links/${encodeURIComponent(token)}/open`, { method: 'POST' });
}

/** Opens a link without an account, and begins a session for that one document. */
export async function joinAsGuest(token: string, name: string): Promise<Admitted> {
  const path = `/v1/links/${encodeURIComponent(token)}/guest`;
  const admitted = await request<Admitted>(path, { method: 'POST', body: { name }, anonymous: true });
  session.beginAsGuest(admitted);
  return admitted;
}
