import type { SuggestionStatus } from '../../../src/protocol/review.ts';
import type { Decided, StoredSuggestion } from './suggestion-state.ts';

interface SuggestionRow extends Record<string, SqlStorageValue> {
  id: string;
  created: number;
  changed: number;
  created_at: number;
  updated_at: number;
  author: string;
  thread: string;
  status: string;
  made_text: number;
  made_base: number;
  left_text: number | null;
  left_base: number | null;
  note: number | null;
  ended_at: number | null;
  ended_by: string | null;
  accepted_version: number | null;
  decisions: string;
}

/** An open suggestion as it was last carried along: its delta, as JSON, is on `version`. */
export interface RebasedRow {
  id: string;
  version: number;
  delta: string;
}

/** The suggestions as the entries of the review log made them, and how far the open ones were carried with the text. */
export class SuggestionRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A suggestion; null for none. */
  get(id: string): StoredSuggestion | null {
    return this.#select('id = ?', id)[0] ?? null;
  }

  /** The suggestion that a thread is about; null for none. */
  ofThread(thread: string): StoredSuggestion | null {
    return this.#select('thread = ?', thread)[0] ?? null;
  }

  /** Stores a suggestion. */
  store(suggestion: StoredSuggestion): void {
    const { made, left, ended } = suggestion;
    this.#sql.exec(
      'INSERT OR REPLACE INTO review_suggestions (id, created, changed, created_at, updated_at, author, thread, status, made_text, made_base, left_text, left_base, note, ended_at, ended_by, accepted_version, decisions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      suggestion.id,
      suggestion.created,
      suggestion.changed,
      suggestion.createdAt,
      suggestion.updatedAt,
      suggestion.author,
      suggestion.thread,
      suggestion.status,
      made.text,
      made.base,
      left?.text ?? null,
      left?.base ?? null,
      suggestion.note,
      ended?.at ?? null,
      ended?.by ?? null,
      suggestion.acceptedVersion,
      JSON.stringify(suggestion.decisions),
    );
  }

  /** The open ones, in the order of their beginning. */
  open(): StoredSuggestion[] {
    return this.#select("status = 'open' ORDER BY created_at, id");
  }

  /** How many are open, and how long their deltas are together, in bytes of JSON. */
  weight(): { count: number; bytes: number } {
    const { count, bytes } = this.#sql
      .exec<{ count: number; bytes: number | null }>(
        `SELECT count(*) AS count, sum(octet_length(text)) AS bytes FROM review_suggestions
         JOIN review_texts ON number = coalesce(left_text, made_text) WHERE status = 'open'`,
      )
      .one();
    return { count, bytes: bytes ?? 0 };
  }

  /** How long the current delta of one is, in bytes of JSON. */
  lengthOf({ left, made }: StoredSuggestion): number {
    const { text } = left ?? made;
    return this.#sql
      .exec<{ length: number }>(
        'SELECT coalesce(sum(octet_length(text)), 0) AS length FROM review_texts WHERE number = ?',
        text,
      )
      .one().length;
  }

  /** Up to `limit` in the order of their beginning, after that of `after`; of any status for null. */
  page(
    status: SuggestionStatus | null,
    after: { at: number; id: string } | null,
    limit: number,
  ): StoredSuggestion[] {
    const { at, id } = after ?? { at: -1, id: '' };
    return status === null
      ? this.#select('(created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?', at, id, limit)
      : this.#select(
          'status = ? AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?',
          status,
          at,
          id,
          limit,
        );
  }

  /** Up to `limit` that have changed after `number`, in the order of their last change; -1 for all. */
  changedAfter(number: number, limit: number): StoredSuggestion[] {
    return this.#select('changed > ? ORDER BY changed, id LIMIT ?', number, limit);
  }

  /** Those whose last change has this number. */
  changedAt(number: number): StoredSuggestion[] {
    return this.#select('changed = ? ORDER BY id', number);
  }

  /** Those that name a user. */
  naming(user: string): StoredSuggestion[] {
    return this.#select('author = ?1 OR ended_by = ?1', user);
  }

  /** How far an open one was carried; null when it is as its current text has it. */
  rebasedOf(id: string): RebasedRow | null {
    const rows = this.#sql.exec<RebasedRow & Record<string, SqlStorageValue>>(
      'SELECT suggestion AS id, version, delta FROM review_rebased WHERE suggestion = ?',
      id,
    );
    return rows.toArray()[0] ?? null;
  }

  /** Stores how far one was carried. */
  storeRebased({ id, version, delta }: RebasedRow): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO review_rebased (suggestion, version, delta) VALUES (?, ?, ?)',
      id,
      version,
      delta,
    );
  }

  /** It was not carried, or is carried no longer. */
  deleteRebased(id: string): void {
    this.#sql.exec('DELETE FROM review_rebased WHERE suggestion = ?', id);
  }

  #select(where: string, ...values: SqlStorageValue[]): StoredSuggestion[] {
    return this.#sql
      .exec<SuggestionRow>(`SELECT * FROM review_suggestions WHERE ${where}`, ...values)
      .toArray()
      .map(suggestionOf);
  }
}

function suggestionOf(row: SuggestionRow): StoredSuggestion {
  const { left_text: text, left_base: base, ended_at: at } = row;
  return {
    id: row.id,
    created: row.created,
    changed: row.changed,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    author: row.author,
    thread: row.thread,
    status: row.status as SuggestionStatus,
    made: { text: row.made_text, base: row.made_base },
    left: text === null || base === null ? null : { text, base },
    note: row.note,
    ended: at === null ? null : { by: row.ended_by, at },
    acceptedVersion: row.accepted_version,
    decisions: JSON.parse(row.decisions) as Decided[],
  };
}
