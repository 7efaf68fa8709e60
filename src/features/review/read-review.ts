import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Work } from '../../platform/events/work.ts';
import type { ReviewMessage } from '../../protocol/review.ts';
import { answered } from './review-problem.ts';

/** What changed in a document's review after number `since`; `nextSince` is where to go on, null at the end. */
export async function readReview(
  { env }: Pick<Work, 'env'>,
  document: DocumentRow,
  { since, limit }: { since: number; limit: number },
): Promise<ReviewMessage & { nextSince: number | null }> {
  const answer = await reachDocument(env, document, (stub) => stub.review({ since, limit }));
  const { more, ...page } = answered(document, answer);
  return { ...page, nextSince: more ? page.to : null };
}
