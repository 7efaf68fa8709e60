import type { Comment, Thread, ThreadRange } from '../../src/protocol/review.ts';
import { request } from './request.ts';

/** Begins a thread about `range` as it was at `version`. A repeat with the same key does nothing twice. */
export function openThread(
  docId: string,
  body: { version: number; range: ThreadRange; body: string },
  idempotencyKey: string,
): Promise<Thread> {
  return request(`/v1/docs/${docId}/threads`, { method: 'POST', body, idempotencyKey });
}

/** Replies in a thread; a resolved one opens again. A repeat with the same key does nothing twice. */
export function reply(
  docId: string,
  threadId: string,
  body: string,
  idempotencyKey: string,
): Promise<Comment> {
  const path = `/v1/docs/${docId}/threads/${threadId}/replies`;
  return request(path, { method: 'POST', body: { body }, idempotencyKey });
}

/** Resolves a thread, or opens it again. */
export function resolveThread(docId: string, threadId: string, resolved: boolean): Promise<Thread> {
  return request(`/v1/docs/${docId}/threads/${threadId}`, { method: 'PATCH', body: { resolved } });
}

/** Replaces the text of the user's own comment. */
export function editComment(
  docId: string,
  threadId: string,
  commentId: string,
  body: string,
): Promise<Comment> {
  const path = `/v1/docs/${docId}/threads/${threadId}/comments/${commentId}`;
  return request(path, { method: 'PATCH', body: { body } });
}

/** Deletes a comment; the first one of a thread without replies takes the thread along. */
export function deleteComment(docId: string, threadId: string, commentId: string): Promise<void> {
  return request(`/v1/docs/${docId}/threads/${threadId}/comments/${commentId}`, { method: 'DELETE' });
}
