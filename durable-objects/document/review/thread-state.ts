import { isOfSuggestion, type ReviewEntry } from '../../../src/platform/archive/review-chain.ts';

/** A comment without its text. */
export interface StoredComment {
  id: string;
  /** The number of the entry that made it: comments are in this order. */
  number: number;
  author: string;
  /** ms since 1970, as `editedAt`. */
  at: number;
  editedAt: number | null;
  /** The number of the entry whose text it has; null when that was deleted or erased. */
  text: number | null;
  mentions: readonly string[];
}

/** A thread without its place in the text. */
export interface StoredThread {
  id: string;
  /** The numbers of its first and its last change. */
  created: number;
  changed: number;
  /** Whether it is about the whole document. */
  whole: boolean;
  quote: string;
  /** The suggestion that it is about; null for none. */
  suggestion: string | null;
  /** `at` in ms since 1970. */
  resolved: { at: number; by: string } | null;
  /** A deleted thread stays as this note, so that clients learn of it. */
  removed: boolean;
  comments: readonly StoredComment[];
}

/** An entry with its number and its time (ms since 1970). */
export interface Numbered {
  number: number;
  at: number;
  entry: ReviewEntry;
}

/**
 * A thread after an entry about it (null: the thread begins); the same object when the entry does not concern it. The
 * one rule for what an entry does: commits, rebuilds and checks all use it.
 */
export function afterEntry(
  thread: StoredThread | null,
  { number, at, entry }: Numbered,
): StoredThread | null {
  if (entry.kind === 'thread') {
    return {
      id: entry.thread,
      created: number,
      changed: number,
      whole: entry.range === null,
      quote: entry.quote,
      suggestion: entry.suggestion ?? null,
      resolved: null,
      removed: false,
      comments: [commentOf(entry, number, at)],
    };
  }
  if (thread === null || thread.removed || isOfSuggestion(entry)) return thread;
  if (entry.kind !== 'forget' && entry.thread !== thread.id) return thread;
  switch (entry.kind) {
    case 'reply':
      return {
        ...thread,
        changed: number,
        resolved: null,
        comments: [...thread.comments, commentOf(entry, number, at)],
      };
    case 'edit': {
      const change = { text: number, mentions: entry.mentions, editedAt: at };
      return {
        ...thread,
        changed: number,
        comments: thread.comments.map((comment) =>
          comment.id === entry.comment ? { ...comment, ...change } : comment,
        ),
      };
    }
    case 'delete':
      return { ...thread, changed: number, ...without(thread, entry.comment) };
    case 'resolve':
      return { ...thread, changed: number, resolved: entry.resolved ? { at, by: entry.by } : null };
    case 'attach':
      return { ...thread, changed: number };
    case 'forget':
      return concerns(thread, entry.user)
        ? { ...thread, changed: number, comments: thread.comments.map((one) => forget(one, entry.user)) }
        : thread;
  }
}

/** Whether a thread names a user. */
function concerns({ comments, resolved }: StoredThread, user: string): boolean {
  return resolved?.by === user || comments.some((one) => one.author === user || one.mentions.includes(user));
}

function forget(comment: StoredComment, user: string): StoredComment {
  return comment.author === user ? { ...comment, text: null, mentions: [] } : comment;
}

type Said = Extract<ReviewEntry, { kind: 'thread' | 'reply' }>;

function commentOf({ comment, by, mentions }: Said, number: number, at: number): StoredComment {
  return { id: comment, number, author: by, at, editedAt: null, text: number, mentions };
}

// The first comment stays, without its text, while there are replies to it: the thread goes with the last of them.
function without(
  { comments }: StoredThread,
  id: string,
): Partial<Pick<StoredThread, 'comments' | 'removed' | 'quote' | 'resolved'>> {
  const [first, ...replies] = comments;
  const isFirst = first?.id === id;
  const rest = replies.filter((reply) => reply.id !== id);
  if (first === undefined || (rest.length === 0 && (isFirst || first.text === null)))
    return { comments: [], removed: true, quote: '', resolved: null };
  return { comments: [isFirst ? { ...first, text: null, mentions: [] } : first, ...rest] };
}
