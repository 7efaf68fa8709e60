import type { Work } from '../../platform/events/work.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { countUnread, listNotifications } from './queries.ts';
import { toNotificationItem } from './representation.ts';

const ORDER = 'notifications';

/** A page of a user's notifications, newest first, and the total number of unread ones. Throws 422 `invalid_cursor`. */
export async function listNotificationsOf(
  { db }: Pick<Work, 'db'>,
  userId: string,
  { unread, limit, cursor }: PageRequest & { unread: boolean },
) {
  const now = Date.now();
  const after = decodeCursor(ORDER, 'number', cursor);
  const [rows, count] = await Promise.all([
    listNotifications(db, userId, { unread, after, limit: limit + 1, now }),
    countUnread(db, userId, now),
  ]);
  const page = toPage(rows, limit, ORDER, {
    position: ({ notification }) => [notification.createdAt, notification.id],
    item: toNotificationItem,
  });
  return { ...page, unread: count };
}
