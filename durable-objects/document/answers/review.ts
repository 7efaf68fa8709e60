import { randomId } from '../../../src/base/ids.ts';
import { fail, ok, type Result } from '../../../src/base/result.ts';
import type { Thread } from '../../../src/protocol/review.ts';
import type { Core } from '../lifecycle/core.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { beginningOf } from '../review/open-thread.ts';
import type { Draft } from '../review/review-log.ts';
import type { ThreadBrief } from '../review/thread-rows.ts';
import type { StoredComment } from '../review/thread-state.ts';
import type { CommentText, NewThread, ReviewActor, ReviewError, ReviewRpc, WrittenComment } from '../rpc.ts';
import { done } from './done-by.ts';

const QUOTE_UNITS = 500;

/** What a Document answers about its threads. */
export class ReviewAnswers implements ReviewRpc {
  readonly #lifecycle: Lifecycle;

  constructor(lifecycle: Lifecycle) {
    this.#lifecycle = lifecycle;
  }

  openThread(request: Parameters<ReviewRpc['openThread']>[0]): ReturnType<ReviewRpc['openThread']> {
    return this.#ask((core): Result<Thread, ReviewError> => {
      const begun = begin(core, request);
      return begun.ok ? shown(core, begun.value) : begun;
    });
  }

  bringThreads(request: Parameters<ReviewRpc['bringThreads']>[0]): ReturnType<ReviewRpc['bringThreads']> {
    const { by, version, threads } = request;
    return this.#ask((core) => {
      const most = core.quotas.commentsPerThread;
      let leftOut = 0;
      for (const { range, bodies, resolved } of threads) {
        const [body = '', ...replies] = bodies;
        const begun = begin(core, { by, version, range, body, mentions: [] });
        const kept = begun.ok ? replies.slice(0, most - 1) : [];
        leftOut += bodies.length - kept.length - (begun.ok ? 1 : 0);
        if (!begun.ok) continue;
        const thread = begun.value;
        const drafts: Draft[] = kept.map((text) => ({
          kind: 'reply',
          ...said(by, thread, randomId(), { body: text, mentions: [] }),
        }));
        if (resolved) drafts.push({ kind: 'resolve', ...done(by), thread, resolved });
        if (drafts.length > 0) core.review.commit(drafts, { by: by.user });
      }
      return ok({ leftOut });
    });
  }

  reply(request: Parameters<ReviewRpc['reply']>[0]): ReturnType<ReviewRpc['reply']> {
    return this.#ask((core): Result<WrittenComment, ReviewError> => {
      const { threads } = core.review;
      const thread = briefOf(core, request.threadId);
      if (thread === null) return beginAboutSuggestion(core, request);
      const most = core.quotas.commentsPerThread;
      if (threads.commentCount(thread.id) >= most)
        return fail('too_many_comments', `a thread has up to ${most} comments`);
      const comment = randomId();
      core.review.commit([{ kind: 'reply', ...said(request.by, thread.id, comment, request) }], {
        by: request.by.user,
        mentioned: request.mentions,
      });
      return written(core, thread.id, comment);
    });
  }

  resolveThread(request: Parameters<ReviewRpc['resolveThread']>[0]): ReturnType<ReviewRpc['resolveThread']> {
    return this.#onThread(request.threadId, (core, thread): Result<Thread, ReviewError> => {
      const { by, resolved } = request;
      if (thread.isResolved !== resolved) {
        core.review.commit([{ kind: 'resolve', ...done(by), thread: thread.id, resolved }], { by: by.user });
      }
      return shown(core, thread.id);
    });
  }

  editComment(request: Parameters<ReviewRpc['editComment']>[0]): ReturnType<ReviewRpc['editComment']> {
    return this.#onComment(request, (core, { id }, comment): Result<WrittenComment, ReviewError> => {
      const { by } = request;
      if (comment.author !== by.user.id) return fail('forbidden', 'the comment is not yours');
      core.review.commit([{ kind: 'edit', ...said(by, id, comment.id, request) }], {
        by: by.user,
        mentioned: request.mentions,
      });
      return written(core, id, comment.id);
    });
  }

  deleteComment(request: Parameters<ReviewRpc['deleteComment']>[0]): ReturnType<ReviewRpc['deleteComment']> {
    return this.#onComment(request, (core, { id }, comment): Result<null, ReviewError> => {
      const { by, isOwner } = request;
      if (comment.author !== by.user.id && !isOwner) return fail('forbidden', 'the comment is not yours');
      core.review.commit([{ kind: 'delete', ...done(by), thread: id, comment: comment.id }], {
        by: by.user,
      });
      return ok(null);
    });
  }

  comment(request: Parameters<ReviewRpc['comment']>[0]): ReturnType<ReviewRpc['comment']> {
    return this.#onComment(request, (core, thread, { id }) => written(core, thread.id, id));
  }

  takingPart(threadId: string): ReturnType<ReviewRpc['takingPart']> {
    return this.#ask(({ review }) =>
      ok(review.number === 0 ? [] : review.threads.takingPart(threadId, null)),
    );
  }

  thread(threadId: string): ReturnType<ReviewRpc['thread']> {
    return this.#onThread(threadId, (core, { id }) => shown(core, id));
  }

  threads({ status, after, limit }: Parameters<ReviewRpc['threads']>[0]): ReturnType<ReviewRpc['threads']> {
    // In the trash too: its owner exports them.
    return this.#lifecycle.ask(({ review }) => ok(review.page(status, after, limit)));
  }

  async review({ since, limit }: Parameters<ReviewRpc['review']>[0]): ReturnType<ReviewRpc['review']> {
    const core = await this.#lifecycle.ready();
    if (core !== null && core.review.number > 0) await core.review.suggestions.catchUp();
    return this.#ask(({ review }) => {
      const page = review.since(since, limit);
      return ok({ ...page, more: page.to < review.number });
    });
  }

  #ask<T>(answer: (core: Core) => Result<T, ReviewError>): Promise<Result<T, ReviewError>> {
    return this.#lifecycle.ask((core) =>
      core.meta.get('deleted', false) ? fail('not_found', 'there is no such document') : answer(core),
    );
  }

  #onThread<T>(
    id: string,
    answer: (core: Core, thread: ThreadBrief) => Result<T, ReviewError>,
  ): Promise<Result<T, ReviewError>> {
    return this.#ask((core) => {
      const thread = briefOf(core, id);
      if (thread === null) return fail('thread_not_found', 'there is no such thread');
      return answer(core, thread);
    });
  }

  #onComment<T>(
    { threadId, commentId }: { threadId: string; commentId: string },
    answer: (core: Core, thread: ThreadBrief, comment: StoredComment) => Result<T, ReviewError>,
  ): Promise<Result<T, ReviewError>> {
    return this.#onThread(threadId, (core, thread) => {
      const comment = core.review.threads.comment(threadId, commentId);
      return comment === null || comment.text === null
        ? fail('comment_not_found', 'there is no such comment')
        : answer(core, thread, comment);
    });
  }
}

// Begins a thread; its id.
function begin(core: Core, request: NewThread): Result<string, ReviewError> {
  if (isFull(core)) return tooManyThreads(core);
  const beginning = beginningOf(request, core, QUOTE_UNITS);
  if (!beginning.ok) return beginning;
  const { quote, anchor } = beginning.value;
  const { by, version, range } = request;
  const thread = randomId();
  core.review.commit(
    [{ kind: 'thread', base: version, range, quote, ...said(by, thread, randomId(), request) }],
    { by: by.user, mentioned: request.mentions, ...(anchor !== null && { anchor: { id: thread, anchor } }) },
  );
  return ok(thread);
}

// A document without a review may not have its tables yet.
function briefOf({ review }: Core, id: string): ThreadBrief | null {
  return review.number === 0 ? null : review.threads.brief(id);
}

function isFull({ review, quotas }: Core): boolean {
  return review.number > 0 && review.threads.count() >= quotas.threadsPerDocument;
}

function tooManyThreads({ quotas }: Core): ReturnType<typeof fail<'too_many_threads'>> {
  return fail('too_many_threads', `a document has up to ${quotas.threadsPerDocument} threads`);
}

// The thread of a suggestion has its id from the start, and begins with its first comment.
function beginAboutSuggestion(
  core: Core,
  request: Parameters<ReviewRpc['reply']>[0],
): Result<WrittenComment, ReviewError> {
  const { review, log } = core;
  const { threadId, by } = request;
  const suggestion = review.number === 0 ? null : review.suggestions.rows.ofThread(threadId);
  if (suggestion === null) return fail('thread_not_found', 'there is no such thread');
  if (isFull(core)) return tooManyThreads(core);
  const comment = randomId();
  const about = { base: log.version, range: null, quote: '', suggestion: suggestion.id };
  review.commit([{ kind: 'thread', ...about, ...said(by, threadId, comment, request) }], {
    by: by.user,
    mentioned: request.mentions,
  });
  return written(core, threadId, comment);
}

function shown({ review }: Core, id: string): Result<Thread, ReviewError> {
  const thread = review.threads.get(id);
  return thread === null ? fail('thread_not_found', 'there is no such thread') : ok(review.shown(thread));
}

// The comment, and what telling of it needs: no other text of its thread is read.
function written({ review }: Core, threadId: string, id: string): Result<WrittenComment, ReviewError> {
  const { threads, suggestions } = review;
  const thread = threads.brief(threadId);
  if (thread === null) return fail('thread_not_found', 'there is no such thread');
  const comment = threads.comment(threadId, id);
  if (comment === null) return fail('comment_not_found', 'there is no such comment');
  const { quote, suggestion } = thread;
  const suggesterId = suggestion === null ? null : (suggestions.rows.get(suggestion)?.author ?? null);
  const about = { id: threadId, quote, suggesterId, takePart: threads.takingPart(threadId, id) };
  return ok({ comment: review.shownComment(comment), about });
}

function said(by: ReviewActor, thread: string, comment: string, { body, mentions }: CommentText) {
  return { ...done(by), thread, comment, text: body, mentions: mentions.map(({ id }) => id) };
}
