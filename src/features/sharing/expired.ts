import { pushAccessOfMany } from '../../content/push-access.ts';
import type { Work } from '../../platform/events/work.ts';
import { dropGuestsGone, endExpiredIn, listExpired } from './expired-queries.ts';

const AT_MOST = 500;

/**
 * Removes roles that have expired by `now` (ms since 1970), and tells Documents. This is only cleanup: an expired role
 * is refused everywhere already, and its sockets were closed at that moment.
 */
export async function endExpiredAccess({ env, db, log }: Work, now: number): Promise<void> {
  await dropGuestsGone(db, now);
  for (const docId of await listExpired(db, now, AT_MOST)) {
    await endExpiredIn(db, docId, now);
    await pushAccessOfMany(env, db, docId).catch((error: unknown) =>
      log.warn('a change of access is still owed', { docId, error: String(error) }),
    );
  }
}
