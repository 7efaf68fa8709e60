import type { Anchor } from '../../../src/ot/anchor.ts';
import type { ArchivedAnchors } from '../../../src/platform/archive/review-segment.ts';
import type { Meta } from '../storage/meta.ts';
import type { OpLog } from '../storage/op-log.ts';
import { AnchorRows } from './anchor-rows.ts';
import { Anchors } from './anchors.ts';
import type { ReviewLog } from './review-log.ts';

// Anchors are stored when the log has grown by this much: far within what is kept of it.
const SETTLE_VERSIONS = 1_000;

/** Where the threads of a document are in its text: in memory at the newest version, in storage at an older one. */
export class FollowedAnchors {
  readonly #rows: AnchorRows;
  readonly #meta: Meta;
  readonly #log: OpLog;
  readonly #review: ReviewLog;
  #anchors: Anchors | null = null;

  constructor(sql: SqlStorage, { meta, log, review }: { meta: Meta; log: OpLog; review: ReviewLog }) {
    this.#rows = new AnchorRows(sql);
    this.#meta = meta;
    this.#log = log;
    this.#review = review;
  }

  /** The anchors at the newest version. A document without a review has none, and nothing is read then. */
  get current(): Anchors {
    this.#anchors ??= new Anchors(this.#log, this.#review.number === 0 ? [] : this.#rows.all(this.#settled));
    this.#anchors.follow();
    return this.#anchors;
  }

  /** Whether it is time to store them. */
  get isDue(): boolean {
    return this.current.version - this.#settled >= SETTLE_VERSIONS;
  }

  /** Where every anchor is at the newest version. */
  placed(): ArchivedAnchors {
    const { current } = this;
    return {
      version: current.version,
      anchors: [...current.list()].map(({ id, anchor }) => ({ id, ...anchor })),
    };
  }

  /** Stores the anchor of a new thread, at `version`. */
  store(id: string, version: number, anchor: Anchor): void {
    this.#rows.store(id, version, anchor);
  }

  /** Deletes the stored anchor of a thread. */
  delete(id: string): void {
    this.#rows.delete(id);
  }

  /** Stores what has moved, in the caller's transaction; `stored` once that is done. */
  settle(): void {
    const { current } = this;
    for (const { id, anchor } of current.unstored()) this.#rows.store(id, current.version, anchor);
    this.#meta.set('anchorsVersion', current.version);
  }

  /** The transaction of `settle` is done. */
  stored(): void {
    this.current.stored();
  }

  /** A transaction failed: they are read again. */
  forget(): void {
    this.#anchors = null;
  }

  get #settled(): number {
    return this.#meta.get('anchorsVersion', 0);
  }
}
