import { type Anchor, anchorAt, moveAnchor, rangeOf } from '../../../src/ot/anchor.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { isOfSuggestion } from '../../../src/platform/archive/review-chain.ts';
import {
  type ArchivedAnchors,
  type ArchivedReviewRow,
  entryOf,
} from '../../../src/platform/archive/review-segment.ts';
import { afterSuggestionEntry, type StoredSuggestion } from './suggestion-state.ts';
import { afterEntry, type StoredThread } from './thread-state.ts';

/** The threads that a review log gives, deleted ones too, by id. */
export function replayReview(
  rows: Iterable<Pick<ArchivedReviewRow, 'number' | 'at' | 'entry'>>,
): Map<string, StoredThread> {
  const threads = new Map<string, StoredThread>();
  for (const row of rows) {
    const entry = entryOf(row);
    if (isOfSuggestion(entry)) continue;
    const numbered = { number: row.number, at: row.at, entry };
    const concerned = entry.kind === 'forget' ? [...threads.values()] : [threads.get(entry.thread) ?? null];
    for (const before of concerned) {
      const after = afterEntry(before, numbered);
      if (after !== null) threads.set(after.id, after);
    }
  }
  return threads;
}

/** The suggestions that a review log gives, by id. */
export function replaySuggestions(
  rows: Iterable<Pick<ArchivedReviewRow, 'number' | 'at' | 'entry'>>,
): Map<string, StoredSuggestion> {
  const suggestions = new Map<string, StoredSuggestion>();
  for (const row of rows) {
    const entry = entryOf(row);
    const numbered = { number: row.number, at: row.at, entry };
    const concerned =
      entry.kind === 'forget'
        ? [...suggestions.values()]
        : isOfSuggestion(entry)
          ? [suggestions.get(entry.suggestion) ?? null]
          : [];
    for (const before of concerned) {
      const after = afterSuggestionEntry(before, numbered);
      if (after !== null) suggestions.set(after.id, after);
    }
  }
  return suggestions;
}

// A thread is known to be here at a version.
interface Known {
  version: number;
  id: string;
  /** Null for what an entry says: the text that the anchor knows then is its quote. */
  anchor: Anchor | null;
  range: Range;
  quote: string;
}

/**
 * The anchors that a review log gives, moved over the log of operations: they begin where `archived` has them, or where
 * their thread began. Of a thread that began before the kept log, the place alone is known.
 */
export class AnchorReplay {
  readonly #known: Known[] = [];
  readonly #anchors = new Map<string, Anchor>();
  readonly #live: ReadonlySet<string>;

  constructor(rows: Iterable<ArchivedReviewRow>, archived: ArchivedAnchors | null) {
    const threads = replayReview([...rows]);
    this.#live = new Set(
      [...threads.values()].filter(({ removed, whole }) => !removed && !whole).map(({ id }) => id),
    );
    const since = archived?.version ?? 0;
    for (const { id, ...anchor } of archived?.anchors ?? []) {
      this.#known.push({ version: since, id, anchor, range: { index: 0, length: 0 }, quote: '' });
    }
    const isArchived = new Set(archived?.anchors.map(({ id }) => id));
    for (const row of rows) {
      const entry = entryOf(row);
      if (entry.kind === 'thread' && entry.range !== null && !isArchived.has(entry.thread)) {
        const { thread: id, base: version, range, quote } = entry;
        this.#known.push({ version, id, anchor: null, range, quote });
      } else if (entry.kind === 'attach' && row.version > since) {
        const quote = threads.get(entry.thread)?.quote ?? '';
        this.#known.push({ version: row.version, id: entry.thread, anchor: null, range: entry.range, quote });
      }
    }
    this.#known.sort((a, b) => a.version - b.version);
  }

  /** The version after which the log of operations is needed; null for none. */
  get from(): number | null {
    return this.#known[0]?.version ?? null;
  }

  /** The next operation leads to `version`. */
  take(version: number, delta: Delta): void {
    this.#place(version - 1);
    for (const [id, anchor] of this.#anchors) this.#anchors.set(id, moveAnchor(anchor, delta).anchor);
  }

  /** The anchors at `version`, to which the operations have led; nothing reaches beyond `length` units of text. */
  at(version: number, length: number): Map<string, Anchor> {
    this.#place(version);
    for (const [id, anchor] of this.#anchors) {
      const range = rangeOf(anchor);
      if (range.index + range.length > length)
        this.#anchors.set(id, anchorAt(Math.min(anchor.index, length - 1), ''));
    }
    return this.#anchors;
  }

  #place(version: number): void {
    for (let next = this.#known[0]; next !== undefined && next.version <= version; next = this.#known[0]) {
      this.#known.shift();
      if (this.#live.has(next.id)) this.#anchors.set(next.id, next.anchor ?? anchorFrom(next));
    }
  }
}

// The quote is the text of the range when it is as long; of a longer range only the beginning is known.
function anchorFrom({ range, quote }: Known): Anchor {
  const { index, length } = range;
  const head = quote.slice(0, length);
  return { index, held: { head, gap: length - head.length, tail: '' }, lost: null };
}
