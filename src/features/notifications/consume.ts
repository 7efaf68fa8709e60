import { randomId } from '../../base/ids.ts';
import { once } from '../../platform/events/once.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Event } from '../../platform/queues/events.ts';
import { sendLive } from './live.ts';
import { followComment } from './present-comment.ts';
import { insertNotifications, listOfEvent } from './queries.ts';
import { recipientsOf } from './recipients.ts';
import { toNotificationItem } from './representation.ts';

const AT_ONCE = 20;

/**
 * Notifies the users that an event concerns in the app, once each, and on their open live channels. A user who prefers
 * digests gets a row that waits for one.
 */
export async function notify(work: Work, event: Event): Promise<void> {
  const { db } = work;
  const recipients = await recipientsOf(db, event);
  const rows = recipients
    .filter(({ preference }) => preference.inApp || preference.mail === 'digest')
    .map(({ notice, preference }) => ({
      ...notice,
      id: randomId(),
      eventId: event.id,
      at: event.at,
      inApp: preference.inApp,
      mail: preference.mail === 'digest' ? ('due' as const) : ('none' as const),
    }));
  if (rows.length === 0) return;
  await once(work, { eventId: event.id, effect: 'notifications' }, async () => {
    for (let i = 0; i < rows.length; i += AT_ONCE) await insertNotifications(db, rows.slice(i, i + AT_ONCE));
    await followComment(work, event);
    for (const stored of await listOfEvent(db, event.id, Date.now()))
      await sendLive(work, stored.notification.userId, toNotificationItem(stored));
  });
}
