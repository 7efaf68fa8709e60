import { id, time, z } from '../../platform/http/openapi.ts';
import { NOTIFICATION_KINDS } from '../../protocol/notification-kinds.ts';
import { isKind } from './kinds.ts';
import type { ShownNotification } from './queries.ts';

/** A notification as it is answered and sent. */
export const notificationItem = z
  .object({
    id,
    kind: z.enum(NOTIFICATION_KINDS),
    actor: z.object({ id, name: z.string(), color: z.string() }).nullable(),
    document: z.object({ id, title: z.string() }).nullable(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    createdAt: time,
    readAt: time.nullable(),
  })
  .openapi('Notification');

/** A notification as it is answered and sent. */
export type NotificationItem = z.infer<typeof notificationItem>;

const DELETED = { name: 'Deleted user', color: '#5f6368' };
// Rows of before hold where the app was reached, which is of no use to it.
const ORIGIN = 'origin';

/** What of a notification's data its reader is shown. */
export function shownData({ [ORIGIN]: _, ...data }: ShownNotification['notification']['data']) {
  return data;
}

/** A row as it is answered and sent. */
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
