import type { Work } from '../../platform/events/work.ts';
import { type Caller, documentsOf } from '../../platform/tokens/caller.ts';
import { decodeCursor, type PageRequest, toPage } from '../../platform/verbs/pages.ts';
import { type ListFilter, type ListOrder, listDocuments } from './queries.ts';
import { toDocumentItem } from './representation.ts';

/** A filter of the caller's documents, and a page of them. */
export interface DocumentListing extends PageRequest {
  filter: ListFilter;
  order: ListOrder;
  /** Words to find in the title or the text. */
  q: string | undefined;
}

/** A page of the documents that a caller's credential opens. Throws 422 `invalid_cursor`. */
export async function listDocumentsOf(
  { db }: Pick<Work, 'db'>,
  caller: Caller,
  { filter, order, q, limit, cursor }: DocumentListing,
) {
  const listing = `docs ${filter} ${order.descending ? '-' : ''}${order.by} ${q ?? ''}`;
  const after = decodeCursor(listing, order.by === 'title' ? 'string' : 'number', cursor);
  const rows = await listDocuments(db, caller.userId, {
    filter,
    order,
    after,
    words: q ?? null,
    among: documentsOf(caller),
    limit: limit + 1,
  });
  return toPage(rows, limit, listing, {
    position: ({ document }) => [document[order.by], document.id],
    item: ({ starredAt, ...item }) => toDocumentItem({ ...item, starred: starredAt !== null }),
  });
}
