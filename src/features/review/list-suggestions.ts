import type { SuggestionPosition } from '../../../durable-objects/document/rpc.ts';
import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Work } from '../../platform/events/work.ts';
import { decodeCursor, encodeCursor, type PageRequest } from '../../platform/verbs/pages.ts';
import type { Suggestion, SuggestionStatus } from '../../protocol/review.ts';
import { suggested } from './suggestion-problem.ts';

/** A page of suggestions in the order of their beginning; open ones at the newest version. Throws 422 `invalid_cursor`. */
export async function listSuggestions(
  { env }: Pick<Work, 'env'>,
  document: DocumentRow,
  { status, limit, cursor }: PageRequest & { status: SuggestionStatus | 'all' },
): Promise<{ items: Suggestion[]; nextCursor: string | null }> {
  const order = `suggestions:${status}`;
  const position = decodeCursor(order, 'number', cursor);
  const after: SuggestionPosition | null = position && { at: position[0], id: position[1] };
  const asked = { status: status === 'all' ? null : status, after, limit };
  const answer = await reachDocument(env, document, (stub) => stub.suggestions(asked));
  const { suggestions, next } = suggested(document, answer);
  return { items: suggestions, nextCursor: next === null ? null : encodeCursor(order, [next.at, next.id]) };
}
