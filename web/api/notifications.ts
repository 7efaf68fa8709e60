import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Answer } from './types.ts';

/** Something that a user is told. */
export type Notification = Schemas['Notification'];

/** A page of notifications, newest first, and how many of all are unread. */
export type NotificationPage = Answer<'GET /v1/notifications'>;

/** How a user wants to be told. */
export type Preferences = Answer<'GET /v1/notifications/preferences'>;

/** How a user wants to be told of a kind. */
export type Preference = Preferences['items'][number];

/** A page of the user's notifications. */
export function listNotifications(
  { cursor, unread = false }: { cursor: string | null; unread?: boolean },
  signal?: AbortSignal,
): Promise<NotificationPage> {
  const query = new URLSearchParams({ limit: '20' });
  if (cursor !== null) query.set('cursor', cursor);
  if (unread) query.set('unread', 'true');
  return request(`/v1/notifications?${query}`, signal ? { signal } : {});
}

/** Marks notifications as read; answers how many are not yet. */
export async function markRead(what: { ids: string[] } | { all: true }): Promise<number> {
  const { unread } = await request<Answer<'POST /v1/notifications/read'>>('/v1/notifications/read', {
    method: 'POST',
    body: what,
  });
  return unread;
}

/** How the user wants to be told. */
export function getPreferences(signal: AbortSignal): Promise<Preferences> {
  return request('/v1/notifications/preferences', { signal });
}

/** Says how the user wants to be told. */
export function putPreferences(body: Preferences): Promise<Preferences> {
  return request('/v1/notifications/preferences', { method: 'PUT', body });
}

/** What the link at the foot of a mail would end, mails of a kind or the digest, and whether they still come. */
export function getUnsubscription(
  token: string,
  signal: AbortSignal,
): Promise<Answer<'GET /v1/notifications/unsubscribe'>> {
  const path = `/v1/notifications/unsubscribe?token=${encodeURIComponent(token)}`;
  return request(path, { anonymous: true, signal });
}

/** Ends these mails. */
export function unsubscribe(token: string): Promise<unknown> {
  const path = `/v1/notifications/unsubscribe?token=${encodeURIComponent(token)}`;
  return request(path, { method: 'POST', anonymous: true });
}
