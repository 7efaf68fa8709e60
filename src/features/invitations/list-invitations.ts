import type { Work } from '../../platform/events/work.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { listInvitations } from './invitation-queries.ts';
import { toInvitationItem } from './representation.ts';

const ORDER = 'invitations';

/** A page of the open invitations to a document, by address. Throws 422 `invalid_cursor`. */
export async function listInvitationsOf(
  { db }: Pick<Work, 'db'>,
  docId: string,
  { limit, cursor }: PageRequest,
) {
  const after = decodeCursor(ORDER, 'string', cursor)?.[0] ?? null;
  const rows = await listInvitations(db, docId, { after, limit: limit + 1, now: Date.now() });
  return toPage(rows, limit, ORDER, {
    position: (row) => [row.email, row.id],
    item: toInvitationItem,
  });
}
