import type { Work } from '../../platform/events/work.ts';
import type { Access } from '../../platform/verbs/access.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { toMember } from './members.ts';
import { listMembers } from './queries.ts';

const ORDER = 'members';

/** A page of a document's members for a user with this access, by user id. Throws 422 `invalid_cursor`. */
export async function listMembersOf(
  { db }: Pick<Work, 'db'>,
  reader: Access,
  { limit, cursor }: PageRequest,
) {
  const after = decodeCursor(ORDER, 'string', cursor)?.[0] ?? null;
  const rows = await listMembers(db, reader.document.id, { after, limit: limit + 1 });
  return toPage(rows, limit, ORDER, {
    position: ({ permission }) => [permission.userId, permission.userId],
    item: (row) => toMember(row, reader),
  });
}
