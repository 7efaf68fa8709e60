import type { NotificationKind } from '../../protocol/notification-kinds.ts';
import { isKind } from './kinds.ts';
import type { ShownNotification } from './queries.ts';

/** A notification in the API's form. */
export interface NotificationItem {
  id: string;
  kind: NotificationKind;
  actor: { id: string; name: string; color: string } | null;
  document: { id: string; title: string } | null;
  data: Record<string, string | number | null>;
  createdAt: string;
  readAt: string | null;
}

/** How someone is called who is not there any more. */
export const DELETED = { name: 'Deleted user', color: '#5f6368' };
// Rows of older releases contain the app's origin, which the app does not need.
const ORIGIN = 'origin';

/** The part of a notification's data that its reader sees. */
export function shownData({ [ORIGIN]: _, ...data }: ShownNotification['notification']['data']) {
  return data;
}

/** A row in the API's form. */
export function toNotificationItem({
  notification,
  title,
  actorName,
  actorColor,
}: ShownNotification): NotificationItem {
  const { kind, actorId, docId, createdAt, readAt } = notification;
  return {
    id: notification.id,
    kind: isKind(kind) ? kind : 'security',
    actor:
      actorId === null
        ? null
        : { id: actorId, name: actorName ?? DELETED.name, color: actorColor ?? DELETED.color },
    document: docId === null || title === null ? null : { id: docId, title },
    data: shownData(notification.data),
    createdAt: new Date(createdAt).toISOString(),
    readAt: readAt === null ? null : new Date(readAt).toISOString(),
  };
}
