import type { Work } from '../../platform/events/work.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { toPublicProfile } from '../../platform/verbs/profile.ts';
import { listRequests } from './access-request-queries.ts';

const ORDER = 'access-requests';

/** A page of the requests for access to a document, by user id. Throws 422 `invalid_cursor`. */
export async function listAccessRequestsOf(
  { db }: Pick<Work, 'db'>,
  docId: string,
  { limit, cursor }: PageRequest,
) {
  const after = decodeCursor(ORDER, 'string', cursor)?.[0] ?? null;
  const rows = await listRequests(db, docId, { after, limit: limit + 1 });
  return toPage(rows, limit, ORDER, {
    position: ({ request }) => [request.userId, request.id],
    item: ({ request, user }) => ({
      id: request.id,
      user: toPublicProfile(user),
      role: request.role,
      message: request.message,
      createdAt: new Date(request.createdAt).toISOString(),
    }),
  });
}
