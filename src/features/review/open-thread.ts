import type { NewThread } from '../../../durable-objects/document/rpc.ts';
import { carryRange } from '../../content/carry-range.ts';
import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { Access } from '../../platform/verbs/access.ts';
import type { Thread, ThreadRange } from '../../protocol/review.ts';
import { answered } from './review-problem.ts';
import { tellOfComment } from './tell.ts';
import { written } from './written.ts';

// While a range was moved over the archive, the Document may have pruned more.
const TRIES = 5;

/**
 * Begins a thread about a range as it was at a version, however old; one whose text is gone begins detached. Throws as
 * `written` and `carryRange`, 409 `too_many_threads`.
 */
export async function openThread(
  deps: Deps,
  actor: Actor,
  {
    document,
    userId,
    body,
    ...place
  }: Pick<Access, 'document' | 'userId'> & {
    version: number;
    range: ThreadRange;
    body: string;
  },
): Promise<Thread> {
  const text = await written(deps, actor, { document, userId }, body);
  const thread = await begin(deps, document, { ...text, ...place });
  const [comment] = thread.comments;
  const about = { id: thread.id, quote: thread.quote, suggesterId: null, takePart: [] };
  if (comment !== undefined) await tellOfComment(deps, actor, { document, comment, about });
  return thread;
}

async function begin(deps: Deps, document: DocumentRow, asked: NewThread): Promise<Thread> {
  const { version, range } = asked;
  let request = asked;
  for (let i = 0; i < TRIES; i++) {
    const opened = await reachDocument(deps.env, document, (stub) => stub.openThread(request));
    if (opened.ok || opened.error.code !== 'pruned' || range === null) return answered(document, opened);
    const carried = await carryRange(deps, document, { version, range });
    request = { ...asked, version: carried.version, range: carried.range, quote: carried.quote };
  }
  throw new Problem(503, 'document_busy', 'The document is changing too fast to find the text. Try again.', {
    headers: { 'Retry-After': '2' },
  });
}
