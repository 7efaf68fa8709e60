import type { Work } from '../../platform/events/work.ts';
import type { Caller } from '../../platform/tokens/caller.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { toSessionItem } from './representation.ts';
import { listSessions } from './session-queries.ts';

const ORDER = 'sessions';

/** A page of the caller's unexpired sessions, newest first. Throws 422 `invalid_cursor`. */
export async function listSessionsOf(
  { db }: Pick<Work, 'db'>,
  { userId, credentialId }: Caller,
  { limit, cursor }: PageRequest,
) {
  const after = decodeCursor(ORDER, 'number', cursor);
  const rows = await listSessions(db, userId, { after, limit: limit + 1, now: Date.now() });
  return toPage(rows, limit, ORDER, {
    position: (row) => [row.createdAt, row.id],
    item: (row) => toSessionItem(row, credentialId),
  });
}
