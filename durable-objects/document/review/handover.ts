import {
  type ArchivedReviewRow,
  entryOf,
  namedBy,
  type ReviewPart,
  type ReviewPerson,
  type ReviewText,
  type ReviewTexts,
} from '../../../src/platform/archive/review-segment.ts';
import { toHex } from '../../../src/platform/archive/segment.ts';
import type { ReviewStanding } from '../rpc.ts';
import type { Meta } from '../storage/meta.ts';
import type { ReviewLog } from './review-log.ts';

// One object of the archive, and one RPC answer.
const PART_LENGTH = 1024 * 1024;

interface LogRow extends Record<string, SqlStorageValue> {
  number: number;
  version: number;
  at: number;
  entry: string;
  chain: ArrayBuffer;
}

/** What a Document hands over of its review to the archive, and what it knows of how far that is. */
export class Handover {
  readonly #sql: SqlStorage;
  readonly #meta: Meta;
  readonly #log: ReviewLog;

  constructor(sql: SqlStorage, meta: Meta, log: ReviewLog) {
    this.#sql = sql;
    this.#meta = meta;
    this.#log = log;
  }

  /** Where the review stands; null without one. */
  get standing(): ReviewStanding | null {
    const { number } = this.#log;
    if (number === 0) return null;
    const archived = this.#meta.get('reviewArchived', 0);
    const stale = this.#meta.get('staleTexts', null)?.from ?? null;
    const anchors = this.#meta.get('anchorsVersion', 0);
    const owed = number > archived || stale !== null || anchors > this.#meta.get('anchorsArchived', 0);
    return { number, chain: toHex(this.#log.chain), archived, stale, anchors, owed };
  }

  /** A part of the log (ArchiveRpc). */
  part(from: number, to: number): ReviewPart {
    const rows: ArchivedReviewRow[] = [];
    let length = 0;
    for (const { chain, ...row } of this.#rows(from, to)) {
      rows.push({ ...row, chain: toHex(new Uint8Array(chain)) });
      length += row.entry.length + this.#textLength(row.number);
      if (length >= PART_LENGTH) break;
    }
    const last = rows[rows.length - 1];
    return { rows, ...this.texts(from, last?.number ?? from) };
  }

  /** The texts of a part of the log, and the people that it names (ArchiveRpc). */
  texts(from: number, to: number): ReviewTexts {
    const texts = this.#sql
      .exec<ReviewText & Record<string, SqlStorageValue>>(
        'SELECT number, author, salt, text FROM review_texts WHERE number > ? AND number <= ? ORDER BY number',
        from,
        to,
      )
      .toArray();
    const ids = new Set<string>();
    for (const row of this.#rows(from, to)) for (const id of namedBy(entryOf(row))) ids.add(id);
    return { texts, people: [...ids].flatMap((id) => this.#person(id)) };
  }

  /** The texts of entry `from` and later ones are no longer what may be archived, as of entry `by`. */
  outdated(from: number, by: number): void {
    if (from > this.#meta.get('reviewArchived', 0)) return;
    const known = this.#meta.get('staleTexts', null);
    this.#meta.set('staleTexts', { from: Math.min(from, known?.from ?? from), by });
  }

  /** The first entry that names a user; null for none. */
  firstNaming(user: string): number | null {
    const rows = this.#sql
      .exec<LogRow>("SELECT * FROM review_log WHERE entry LIKE '%' || ? || '%' ORDER BY number", user)
      .toArray();
    return rows.find((row) => namedBy(entryOf(row)).includes(user))?.number ?? null;
  }

  /** The archive has this much (ArchiveRpc). Neither number ever decreases. */
  acknowledge({ number, texts, anchors }: { number: number; texts: number; anchors: number }): void {
    const meta = this.#meta;
    const stale = meta.get('staleTexts', null);
    if (number > meta.get('reviewArchived', 0))
      meta.set('reviewArchived', Math.min(number, this.#log.number));
    if (anchors > meta.get('anchorsArchived', 0)) meta.set('anchorsArchived', anchors);
    if (stale !== null && stale.by <= texts) meta.set('staleTexts', null);
  }

  *#rows(from: number, to: number): Iterable<LogRow> {
    yield* this.#sql.exec<LogRow>(
      'SELECT number, version, at, entry, chain FROM review_log WHERE number > ? AND number <= ? ORDER BY number',
      from,
      to,
    );
  }

  #textLength(number: number): number {
    const [row] = this.#sql
      .exec<{ length: number }>('SELECT length(text) AS length FROM review_texts WHERE number = ?', number)
      .toArray();
    return row?.length ?? 0;
  }

  #person(id: string): ReviewPerson[] {
    return this.#sql
      .exec<{ name: string; color: string | null; guest: number | null }>(
        'SELECT name, color, guest FROM review_people WHERE id = ?',
        id,
      )
      .toArray()
      .map(({ name, color, guest }) => ({ id, name, color, guest: guest === 1 }));
  }
}
