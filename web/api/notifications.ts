import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Answer } from './types.ts';

/** A notification of a user. */
export type Notification = Schemas['Notification'];

/** A page of notifications, newest first, and how many of all are unread. */
export type NotificationPage = Answer<'GET /v1/notifications'>;

/** How a user wants to be notified. */
export type Preferences = Answer<'GET /v1/notifications/preferences'>;

/** How a user wants to be notified of one kind of event. */
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

/** Marks notifications as read. Returns how many are still unread. */
export async function markRead(what: { ids: string[] } | { all: true }): Promise<number> {
  const { unread } = await request<Answer<'POST /v1/notifications/read'>>('/v1/notifications/read', {
    method: 'POST',
    body: what,
  });
  return unread;
}

/** How the user wants to be notified. */
export function getPreferences(signal: AbortSignal): Promise<Preferences> {
  return request('/v1/notifications/preferences', { signal });
}

/** Sets how the user wants to be notified. */
export function putPreferences(body: Preferences): Promise<Preferences> {
  return request('/v1/notifications/preferences', { method: 'PUT', body });
}

/**
 * What the unsubscribe link of a mail would end (mails of one kind, or the digest), and whether those are still sent.
 */
export function getUnsubscription(
  token: string,
  signal: AbortSignal,
): Promise<Answer<'GET /v1/notifications/unsubscribe'>> {
  const path = `/v1/notifications/unsubscribe?token=${encodeURIComponent(token)}`;
  return request(path, { anonymous: true, signal });
}

/** Unsubscribes from these mails. */
export function unsubscribe(token: string): Promise<unknown> {
  const path = `/v1/notifications/unsubscribe?token=${encodeURIComponent(token)}`;
  return request(path, { method: 'POST', anonymous: true });
}
