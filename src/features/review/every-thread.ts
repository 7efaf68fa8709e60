import type { ReviewRpc, ThreadPosition } from '../../../durable-objects/document/rpc.ts';
import { type DocumentPlace, reachDocument } from '../../content/stub.ts';
import type { Thread } from '../../protocol/review.ts';

type Asked = Parameters<ReviewRpc['threads']>[0];
type Answer = Awaited<ReturnType<ReviewRpc['threads']>>;

const PAGE = 50;

/**
 * Every thread of a document, open and resolved ones unless `status` says otherwise, in the order of the text, page by page. Throws when the Document
 * cannot be reached or refuses.
 */
export async function* everyThread(
  env: Env,
  place: DocumentPlace,
  status: Asked['status'] = 'all',
): AsyncGenerator<Thread[]> {
  for (let after: ThreadPosition | null = null; ; ) {
    const asked: Asked = { status, after, limit: PAGE };
    const answer: Answer = await reachDocument(env, place, (stub) => stub.threads(asked));
    if (!answer.ok) throw new Error(answer.error.message);
    const { threads, next } = answer.value;
    yield threads;
    if (next === null) return;
    after = next;
  }
}
