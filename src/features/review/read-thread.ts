import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Thread } from '../../protocol/review.ts';
import { answered } from './review-problem.ts';

/** A thread, its range on the newest version. Throws 404. */
export async function readThread(
  { env }: Pick<Work, 'env'>,
  document: DocumentRow,
  threadId: string,
): Promise<Thread> {
  return answered(document, await reachDocument(env, document, (stub) => stub.thread(threadId)));
}
