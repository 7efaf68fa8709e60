import { randomId } from '../../../src/base/ids.ts';
import { GENESIS } from '../../../src/platform/archive/chain.ts';
import {
  commitmentTo,
  linkReview,
  type ReviewEntry,
  type ReviewRow,
} from '../../../src/platform/archive/review-chain.ts';
import type { Numbered } from './thread-state.ts';

/** An entry that is not stored yet: of one with a text, the text itself stands in for the commitment. */
export type Draft = ReviewEntry;

type Decision = Extract<ReviewEntry, { kind: 'decide' }>;

/** A stored row; the chain after it as stored. */
interface StoredRow extends ReviewRow, Record<string, SqlStorageValue> {
  chain: ArrayBuffer;
}

/** A row with the chain after it. */
export interface ReadRow extends ReviewRow {
  chain: Uint8Array;
}

/**
 * The review log: one row a change, numbered without a gap and chained as the log of operations is (I4). Texts lie
 * beside it, by the number of their entry; the log holds a commitment to each, so it outlives them.
 */
export class ReviewLog {
  readonly #sql: SqlStorage;
  #number: number | null = null;
  #chain: Uint8Array = GENESIS;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The number of the last change; 0 for none. It is read when it is first asked for. */
  get number(): number {
    return this.#number ?? this.#read();
  }

  /** The hash chain after the last change. */
  get chain(): Uint8Array {
    void this.number;
    return this.#chain;
  }

  /** Stores an entry and its text. Call it inside a transaction; when that fails, `forgetEnd`. */
  append(version: number, at: number, draft: Draft): Numbered {
    const number = this.number + 1;
    const entry = this.#commit(number, draft);
    const row = { number, version, at, entry: JSON.stringify(entry) };
    const chain = linkReview(this.#chain, row);
    storeReviewRow(this.#sql, row, chain);
    this.#number = number;
    this.#chain = chain;
    return { number, at, entry };
  }

  /** The end of the log is read again: a transaction failed, or the log was replaced. */
  forgetEnd(): void {
    this.#number = null;
  }

  /** The texts of a thread, each by the number of its entry; without those that were deleted or erased. */
  textsOf(thread: string): Map<number, string> {
    const rows = this.#sql.exec<{ number: number; text: string }>(
      'SELECT number, text FROM review_texts WHERE number IN (SELECT text FROM review_comments WHERE thread = ?)',
      thread,
    );
    return new Map(rows.toArray().map(({ number, text }) => [number, text]));
  }

  /** The decisions that committed the operations after version `from` of the text, up to `to`, in order. */
  *acceptances(from: number, to: number): Iterable<Decision & { accepted: number }> {
    for (const { entry } of this.#sql.exec<{ entry: string }>(
      'SELECT entry FROM review_log WHERE accepted > ? AND accepted <= ? ORDER BY accepted',
      from,
      to,
    )) {
      yield JSON.parse(entry);
    }
  }

  /** The text of an entry; null when it was deleted or erased. */
  textAt(number: number): string | null {
    const rows = this.#sql.exec<{ text: string }>('SELECT text FROM review_texts WHERE number = ?', number);
    return rows.toArray()[0]?.text ?? null;
  }

  /** Deletes the text of an entry. */
  deleteText(number: number): void {
    this.#sql.exec('DELETE FROM review_texts WHERE number = ?', number);
  }

  /** Deletes the texts of a user, of every state of a comment. */
  deleteTextsOf(author: string): void {
    this.#sql.exec('DELETE FROM review_texts WHERE author = ?', author);
  }

  /** Every row, in order. */
  *rows(): Iterable<ReadRow> {
    for (const { chain, ...row } of this.#sql.exec<StoredRow>(
      'SELECT number, version, at, entry, chain FROM review_log ORDER BY number',
    )) {
      yield { ...row, chain: new Uint8Array(chain) };
    }
  }

  /** Every text that is kept. */
  *texts(): Iterable<{ number: number; salt: string; text: string }> {
    yield* this.#sql.exec<{ number: number; salt: string; text: string }>(
      'SELECT number, salt, text FROM review_texts ORDER BY number',
    );
  }

  #commit(number: number, draft: Draft): ReviewEntry {
    if (!('text' in draft) || draft.text === undefined) return draft;
    const salt = randomId();
    const { text } = draft;
    // A proposed change belongs to the document, as the text does: it outlives the account of who proposed it.
    const by = draft.kind === 'suggest' || draft.kind === 'decide' ? '' : draft.by;
    this.#sql.exec(
      'INSERT INTO review_texts (number, author, salt, text) VALUES (?, ?, ?, ?)',
      number,
      by,
      salt,
      text,
    );
    return { ...draft, text: commitmentTo(salt, text) };
  }

  #read(): number {
    // A table that could not be migrated yet has no rows.
    const [table] = this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'review_log'").toArray();
    const [last] =
      table === undefined
        ? []
        : this.#sql
            .exec<{ number: number; chain: ArrayBuffer }>(
              'SELECT number, chain FROM review_log ORDER BY number DESC LIMIT 1',
            )
            .toArray();
    this.#chain = last === undefined ? GENESIS : new Uint8Array(last.chain);
    this.#number = last?.number ?? 0;
    return this.#number;
  }
}

/** Stores one row of the review log, with the hash chain after it. */
export function storeReviewRow(sql: SqlStorage, row: ReviewRow, chain: Uint8Array): void {
  sql.exec(
    'INSERT INTO review_log (number, version, at, entry, chain) VALUES (?, ?, ?, ?, ?)',
    row.number,
    row.version,
    row.at,
    row.entry,
    chain,
  );
}
