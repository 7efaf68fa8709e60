import type { StoredComment, StoredThread } from './thread-state.ts';

interface ThreadRow extends Record<string, SqlStorageValue> {
  id: string;
  created: number;
  changed: number;
  whole: number;
  quote: string;
  suggestion: string | null;
  resolved_at: number | null;
  resolved_by: string | null;
  removed: number;
}

interface CommentRow extends Record<string, SqlStorageValue> {
  number: number;
  id: string;
  author: string;
  at: number;
  edited_at: number | null;
  text: number | null;
  mentions: string;
}

/** What a list needs of a thread to choose and order it. */
export interface ThreadHead {
  id: string;
  /** The number of its first change. */
  created: number;
  whole: boolean;
  isResolved: boolean;
}

/** What a change of a thread needs to know before. */
export interface ThreadBrief {
  id: string;
  quote: string;
  suggestion: string | null;
  isResolved: boolean;
}

/** The threads as the entries of the review log made them, so that no answer replays it. */
export class ThreadRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A thread, also a deleted one; null for none. */
  get(id: string): StoredThread | null {
    const [row] = this.#sql.exec<ThreadRow>('SELECT * FROM review_threads WHERE id = ?', id).toArray();
    return row === undefined ? null : this.#threadOf(row);
  }

  /** A thread without its comments; null for none, and for a deleted one. */
  brief(id: string): ThreadBrief | null {
    const [row] = this.#sql
      .exec<ThreadRow>(
        'SELECT id, quote, suggestion, resolved_at FROM review_threads WHERE id = ? AND removed = 0',
        id,
      )
      .toArray();
    if (row === undefined) return null;
    const { quote, suggestion, resolved_at: at } = row;
    return { id, quote, suggestion, isResolved: at !== null };
  }

  /** A comment of a thread; null for none. */
  comment(thread: string, id: string): StoredComment | null {
    const [row] = this.#sql
      .exec<CommentRow>('SELECT * FROM review_comments WHERE thread = ? AND id = ?', thread, id)
      .toArray();
    return row === undefined ? null : commentOf(row);
  }

  /** How many comments a thread has. */
  commentCount(thread: string): number {
    return this.#sql
      .exec<{ n: number }>('SELECT count(*) AS n FROM review_comments WHERE thread = ?', thread)
      .one().n;
  }

  /** Who wrote the comments of a thread or is mentioned in one, except in the comment `but`. */
  takingPart(thread: string, but: string | null): string[] {
    return this.#sql
      .exec<{ user: string }>(
        `SELECT author AS user FROM review_comments WHERE thread = ?1 AND id IS NOT ?2
         UNION SELECT value FROM review_comments, json_each(mentions) WHERE thread = ?1 AND review_comments.id IS NOT ?2`,
        thread,
        but,
      )
      .toArray()
      .map(({ user }) => user);
  }

  /** How long the texts of all threads are that have changed after `number`, in bytes of UTF-8; no text is read for it. */
  bytesAfter(number: number): number {
    return this.#sql
      .exec<{ bytes: number }>(
        `SELECT coalesce(sum(octet_length(text)), 0) AS bytes FROM review_texts WHERE number IN (
           SELECT text FROM review_comments WHERE thread IN (SELECT id FROM review_threads WHERE changed > ?))`,
        number,
      )
      .one().bytes;
  }

  /** Stores a thread that was `before`; a comment that did not change is not written. */
  store(before: StoredThread | null, thread: StoredThread): void {
    const { id, created, changed, whole, quote, suggestion, resolved, removed, comments } = thread;
    this.#sql.exec(
      'INSERT OR REPLACE INTO review_threads (id, created, changed, whole, quote, suggestion, resolved_at, resolved_by, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      id,
      created,
      changed,
      whole ? 1 : 0,
      quote,
      suggestion,
      resolved?.at ?? null,
      resolved?.by ?? null,
      removed ? 1 : 0,
    );
    const old = new Map(before?.comments.map((comment) => [comment.number, comment]));
    for (const comment of comments) {
      if (old.get(comment.number) !== comment) this.#storeComment(id, comment);
      old.delete(comment.number);
    }
    for (const number of old.keys()) this.#sql.exec('DELETE FROM review_comments WHERE number = ?', number);
  }

  /** How many threads there are. */
  count(): number {
    return this.#sql.exec<{ n: number }>('SELECT count(*) AS n FROM review_threads WHERE removed = 0').one()
      .n;
  }

  /** Every thread in the order of its beginning. */
  heads(): ThreadHead[] {
    return this.#sql
      .exec<ThreadRow>(
        'SELECT id, created, whole, resolved_at FROM review_threads WHERE removed = 0 ORDER BY created',
      )
      .toArray()
      .map(({ id, created, whole, resolved_at }) => ({
        id,
        created,
        whole: whole === 1,
        isResolved: resolved_at !== null,
      }));
  }

  /** Up to `limit` threads that have changed after `number`, deleted ones too, in the order of their last change. */
  changedAfter(number: number, limit: number): StoredThread[] {
    return this.#sql
      .exec<ThreadRow>(
        'SELECT * FROM review_threads WHERE changed > ? ORDER BY changed, id LIMIT ?',
        number,
        limit,
      )
      .toArray()
      .map((row) => this.#threadOf(row));
  }

  /** The threads whose last change has this number. */
  changedAt(number: number): StoredThread[] {
    return this.#sql
      .exec<ThreadRow>('SELECT * FROM review_threads WHERE changed = ? ORDER BY id', number)
      .toArray()
      .map((row) => this.#threadOf(row));
  }

  /** The number of the first change of a thread, also of a deleted one; 0 for none. */
  createdOf(id: string): number {
    const rows = this.#sql.exec<{ created: number }>('SELECT created FROM review_threads WHERE id = ?', id);
    return rows.toArray()[0]?.created ?? 0;
  }

  /** The threads that name a user. */
  naming(user: string): StoredThread[] {
    return this.#sql
      .exec<ThreadRow>(
        `SELECT * FROM review_threads WHERE removed = 0 AND (resolved_by = ?1 OR id IN (
           SELECT thread FROM review_comments WHERE author = ?1 OR mentions LIKE '%"' || ?1 || '"%'))`,
        user,
      )
      .toArray()
      .map((row) => this.#threadOf(row));
  }

  #threadOf(row: ThreadRow): StoredThread {
    const comments = this.#sql
      .exec<CommentRow>('SELECT * FROM review_comments WHERE thread = ? ORDER BY number', row.id)
      .toArray()
      .map(commentOf);
    const { id, created, changed, quote, suggestion, resolved_at: at, resolved_by: by } = row;
    return {
      id,
      created,
      changed,
      whole: row.whole === 1,
      quote,
      suggestion,
      resolved: at === null || by === null ? null : { at, by },
      removed: row.removed === 1,
      comments,
    };
  }

  #storeComment(thread: string, comment: StoredComment): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO review_comments (number, id, thread, author, at, edited_at, text, mentions) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      comment.number,
      comment.id,
      thread,
      comment.author,
      comment.at,
      comment.editedAt,
      comment.text,
      JSON.stringify(comment.mentions),
    );
  }
}

function commentOf({
  id,
  number,
  author,
  at,
  edited_at: editedAt,
  text,
  mentions,
}: CommentRow): StoredComment {
  return { id, number, author, at, editedAt, text, mentions: JSON.parse(mentions) };
}
