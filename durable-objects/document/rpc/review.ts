import type { Result } from '../../../src/base/result.ts';
import type { User } from '../../../src/protocol/messages.ts';
import type { Comment, ReviewMessage, Thread, ThreadRange } from '../../../src/protocol/review.ts';

/** Who changes something in the review, as the others see them. */
export interface ReviewActor {
  user: User;
  /** The API token that asks; absent for one of the user's sessions. */
  program?: string;
}

/** What a user writes. The caller has checked its length, and that everyone it mentions is a member. */
export interface CommentText {
  body: string;
  mentions: readonly { id: string; name: string }[];
}

/** A new thread, about `range` as it was at `version`; null for the whole document. */
export interface NewThread extends CommentText {
  by: ReviewActor;
  version: number;
  range: ThreadRange;
  /**
   * The text that the thread is about, of a range that the caller moved over the archived log (`pruned`): it may be
   * empty by then, and the thread begins detached. Absent: the text of `range`.
   */
  quote?: string;
}

/** Threads that come with a text, all by one user, about the text at `version`; none of them mentions anybody. */
export interface BroughtThreads {
  by: ReviewActor;
  version: number;
  threads: readonly { range: NonNullable<ThreadRange>; bodies: readonly string[]; resolved: boolean }[];
}

/** A comment, and what telling of it needs besides. */
export interface WrittenComment {
  comment: Comment;
  about: CommentedThread;
}

/** The thread of a comment, as far as it is told. */
export interface CommentedThread {
  id: string;
  quote: string;
  /** Whose suggestion it is about; null for none. */
  suggesterId: string | null;
  /** Who wrote another comment of it, or is mentioned in one. */
  takePart: readonly string[];
}

/** Which threads a list holds. */
export type ThreadFilter = 'open' | 'resolved' | 'all';

/** A page of threads in the order of the text at `version`, those about the whole document first. */
export interface ThreadPage {
  version: number;
  threads: Thread[];
  /** Where the next page begins; null after the last one. */
  next: ThreadPosition | null;
}

/** The last thread of a page: its place in the order at `version`. */
export interface ThreadPosition {
  version: number;
  /** -1 for a thread about the whole document. */
  index: number;
  id: string;
}

/**
 * Why the review refuses. `pruned`: the version lies before the kept log; the caller moves the range over the archived
 * log and asks again. `forbidden`: the comment is another person's.
 */
export type ReviewError =
  | 'not_found'
  | 'thread_not_found'
  | 'comment_not_found'
  | 'unknown_version'
  | 'pruned'
  | 'range_too_far'
  | 'empty_range'
  | 'forbidden'
  | 'too_many_threads'
  | 'too_many_comments';

/** What a Document is asked about its threads. The caller has checked the role; each change is durable when it answers. */
export interface ReviewRpc {
  /** Begins a thread. One whose text is gone at the newest version begins detached. */
  openThread(request: NewThread): Promise<Result<Thread, ReviewError>>;
  /**
   * Begins threads with all their comments. What does not fit into the bounds of the document is left out. Returns how
   * many comments were: the caller tells the user.
   */
  bringThreads(request: BroughtThreads): Promise<Result<{ leftOut: number }, ReviewError>>;
  /** Adds a comment to a thread; a resolved one opens again. */
  reply(
    request: { by: ReviewActor; threadId: string } & CommentText,
  ): Promise<Result<WrittenComment, ReviewError>>;
  /** Resolves a thread or opens it again; what is so already stays unchanged. */
  resolveThread(request: {
    by: ReviewActor;
    threadId: string;
    resolved: boolean;
  }): Promise<Result<Thread, ReviewError>>;
  /** Replaces the text of one's own comment. */
  editComment(
    request: { by: ReviewActor; threadId: string; commentId: string } & CommentText,
  ): Promise<Result<WrittenComment, ReviewError>>;
  /** Deletes one's own comment, or any for the owner; the first one of a thread without replies takes the thread along. */
  deleteComment(request: {
    by: ReviewActor;
    isOwner: boolean;
    threadId: string;
    commentId: string;
  }): Promise<Result<null, ReviewError>>;
  /** One comment, as the answer to writing it has it; not one whose text was deleted or erased. */
  comment(request: { threadId: string; commentId: string }): Promise<Result<WrittenComment, ReviewError>>;
  /** Who wrote in a thread or is mentioned there; no one in a thread that has not begun. */
  takingPart(threadId: string): Promise<Result<string[], ReviewError>>;
  /** One thread at the newest version. */
  thread(threadId: string): Promise<Result<Thread, ReviewError>>;
  /** Up to `limit` threads after `after`, in the order of the text at its version (the newest for null). */
  threads(request: {
    status: ThreadFilter;
    after: ThreadPosition | null;
    limit: number;
  }): Promise<Result<ThreadPage, ReviewError>>;
  /**
   * What changed after number `since`, as the frames tell it: up to `limit` threads and suggestions, fewer when they are
   * long; `to` is the number up to which it is complete, so a later page begins there if there is `more`.
   */
  review(request: {
    since: number;
    limit: number;
  }): Promise<Result<ReviewMessage & { more: boolean }, ReviewError>>;
}
