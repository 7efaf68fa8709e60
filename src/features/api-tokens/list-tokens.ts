import type { Work } from '../../platform/events/work.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { listTokens } from './queries.ts';
import { toTokenItem } from './representation.ts';

const ORDER = 'tokens';

/** A page of a user's API tokens, newest first. Throws 422 `invalid_cursor`. */
export async function listTokensOf({ db }: Pick<Work, 'db'>, userId: string, { limit, cursor }: PageRequest) {
  const after = decodeCursor(ORDER, 'number', cursor);
  const rows = await listTokens(db, userId, { after, limit: limit + 1 });
  return toPage(rows, limit, ORDER, {
    position: (row) => [row.createdAt, row.id],
    item: toTokenItem,
  });
}
