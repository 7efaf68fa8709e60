import type { ThreadFilter, ThreadPosition } from '../../../durable-objects/document/rpc.ts';
import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Work } from '../../platform/events/work.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { decodeCursor, encodeCursor, type PageRequest } from '../../platform/verbs/pages.ts';
import type { Thread } from '../../protocol/review.ts';
import { answered } from './review-problem.ts';

/**
 * A page of threads in the order of the text at the version that the cursor carries, so that no one who writes
 * meanwhile moves a thread to a page that was read. Throws 422 `invalid_cursor`, 410 when the log no longer reaches
 * back to that version.
 */
export async function listThreads(
  { env }: Pick<Work, 'env'>,
  document: DocumentRow,
  { status, limit, cursor }: PageRequest & { status: ThreadFilter },
): Promise<{ items: Thread[]; nextCursor: string | null }> {
  const order = `threads:${status}`;
  const after = positionOf(decodeCursor(order, 'string', cursor));
  const answer = await reachDocument(env, document, (stub) => stub.threads({ status, after, limit }));
  const { threads, next } = answered(document, answer);
  const nextCursor = next === null ? null : encodeCursor(order, [`${next.version}:${next.index}`, next.id]);
  return { items: threads, nextCursor };
}

function positionOf(cursor: [key: string, id: string] | null): ThreadPosition | null {
  if (cursor === null) return null;
  const [key, id] = cursor;
  const [, version, index] = /^(\d{1,15}):(-1|\d{1,15})$/.exec(key) ?? [];
  if (version === undefined || index === undefined)
    throw new Problem(422, 'invalid_cursor', 'The cursor does not belong to this list.');
  return { version: Number(version), index: Number(index), id };
}
