import type { Anchor } from '../../../src/ot/anchor.ts';
import { isOfSuggestion } from '../../../src/platform/archive/review-chain.ts';
import type { ArchivedAnchors } from '../../../src/platform/archive/review-segment.ts';
import type { User } from '../../../src/protocol/messages.ts';
import type {
  Comment,
  ReviewMessage,
  Suggestion,
  SuggestionDecision,
  Thread,
} from '../../../src/protocol/review.ts';
import type { Companion } from '../collab/group-commit.ts';
import type { ThreadFilter, ThreadPage, ThreadPosition } from '../rpc.ts';
import type { Meta } from '../storage/meta.ts';
import type { OpLog } from '../storage/op-log.ts';
import { changesAfter } from './changes.ts';
import { faultsOf } from './faults.ts';
import { FollowedAnchors } from './followed-anchors.ts';
import { Handover } from './handover.ts';
import type { CarryingFrame } from './open-suggestions.ts';
import { People } from './people.ts';
import { type Draft, ReviewLog } from './review-log.ts';
import { commentOf, pageOf, type Shown, threadOf } from './shown.ts';
import type { RebasedRow } from './suggestion-rows.ts';
import type { StoredSuggestion } from './suggestion-state.ts';
import { Suggestions } from './suggestions.ts';
import { ThreadRows } from './thread-rows.ts';
import { afterEntry, type Numbered, type StoredComment, type StoredThread } from './thread-state.ts';
import { isTooLong, numberAlone, TOLD, type Told, toldOf } from './told.ts';

/** What a Review needs of the object that it lives in. */
export interface ReviewDeps {
  storage: DurableObjectStorage;
  log: OpLog;
  meta: Meta;
  /** Sends a committed change to the clients that read threads. */
  tell(message: ReviewMessage): void;
  /** A change was committed: it has to be published soon. */
  committed(): void;
  /** The archived frames that hold any version after `from`, up to the one that holds `to`. */
  archived(from: number, to: number): AsyncIterable<CarryingFrame>;
}

/** What a change brings with it besides its entries. */
interface Brought {
  by?: User;
  mentioned?: readonly { id: string; name: string }[];
  /** The anchor of a new thread, at the newest version. */
  anchor?: { id: string; anchor: Anchor };
  /** A suggestion whose text is on an older version, carried to the newest one. */
  rebased?: RebasedRow;
  /** The decision that it is. */
  decided?: Told;
  /** Whose name and texts are erased. */
  forgotten?: string;
}

/**
 * The review of a document: its log, the threads that follow from it, and where they are in the text. Nothing of it is
 * read or written when an edit is accepted, and a wake reads none of it.
 */
export class Review {
  readonly #deps: ReviewDeps;
  readonly #log: ReviewLog;
  readonly #people: People;
  readonly #anchors: FollowedAnchors;
  readonly threads: ThreadRows;
  readonly suggestions: Suggestions;
  /** What the archive is handed. */
  readonly archive: Handover;

  constructor(deps: ReviewDeps) {
    const { log, archived } = deps;
    const { sql } = deps.storage;
    this.#deps = deps;
    this.#log = new ReviewLog(sql);
    this.#people = new People(sql);
    this.#anchors = new FollowedAnchors(sql, { meta: deps.meta, log, review: this.#log });
    this.threads = new ThreadRows(sql);
    this.archive = new Handover(sql, deps.meta, this.#log);
    this.suggestions = new Suggestions({
      sql,
      log,
      review: this.#log,
      people: this.#people,
      archive: this.archive,
      archived,
    });
  }

  /** The number of the last change; 0 for none. */
  get number(): number {
    return this.#log.number;
  }

  /**
   * Stores changes in one transaction, then tells the clients; the platform holds that back until they are durable.
   * Throws when they cannot be stored; nothing has changed then.
   */
  commit(drafts: readonly Draft[], brought: Brought = {}): void {
    const { storage, log, committed } = this.#deps;
    const from = this.number;
    const anchors = this.#anchors.current;
    let removed: string[] = [];
    this.#transaction(() => {
      removed = this.#write(drafts, brought, log.version);
    }, storage);
    const { anchor } = brought;
    if (anchor !== undefined) anchors.add(anchor.id, anchor.anchor);
    for (const id of removed) anchors.remove(id);
    this.suggestions.settled();
    this.#tell(from, brought.decided);
    committed();
  }

  /**
   * A decision that goes with the operation which it commits, as the next version: both are stored or neither is, and
   * clients hear of the decision immediately before the operation.
   */
  deciding(draft: Draft & { suggestion: string }, by: User, decision: SuggestionDecision): Companion {
    const { storage, log } = this.#deps;
    const from = this.number;
    return {
      store: (append) =>
        // The operation comes last: its log knows nothing of a transaction that fails.
        this.#transaction(() => {
          this.#write([draft], { by }, log.version + 1);
          return append();
        }, storage),
      tell: () => {
        this.suggestions.settled();
        this.#tell(from, { id: draft.suggestion, decision });
      },
    };
  }

  /** Notes the open suggestions of which nothing is left: they are obsolete, for good. */
  expire(): void {
    const { gone } = this.suggestions;
    if (gone.length > 0) this.commit(gone.map((suggestion) => ({ kind: 'obsolete', suggestion })));
  }

  /**
   * Follows the text: tells what got back what was deleted from it, and stores the anchors now and then. The alarm
   * calls it.
   */
  follow(): void {
    if (this.number === 0) return;
    const anchors = this.#anchors.current;
    const { regained } = anchors;
    if (regained.length > 0) {
      this.commit(
        regained.map((id) => ({
          kind: 'attach',
          thread: id,
          range: anchors.rangeOf(id) ?? { index: 0, length: 0 },
        })),
      );
      anchors.told();
    }
    if (!this.suggestions.isBehind) this.expire();
    if (this.#anchors.isDue) this.settle();
  }

  /** Stores every anchor and open suggestion at the newest version: from then on none needs the log before it. */
  settle(): void {
    if (this.number === 0) return;
    this.#transaction(() => {
      this.#anchors.settle();
      this.suggestions.store();
    }, this.#deps.storage);
    this.#anchors.stored();
    this.suggestions.stored();
  }

  /** A user was erased: nothing here has their name or their texts any more. */
  forget(user: string): void {
    if (this.number === 0) return;
    // Each person who acted here has a name until they are forgotten: a repeat changes nothing.
    if (this.#people.has(user)) this.commit([{ kind: 'forget', user }], { forgotten: user });
  }

  /** A thread as clients see it, at the newest version. */
  shown(thread: StoredThread): Thread {
    return threadOf(this.#shown, thread);
  }

  /** A comment as clients see it. */
  shownComment(comment: StoredComment): Comment {
    return commentOf(this.#people, comment, (text) => this.#log.textAt(text));
  }

  /** A suggestion as clients see it. */
  shownSuggestion(suggestion: StoredSuggestion): Suggestion {
    return this.suggestions.shown(suggestion);
  }

  /** A page of the list of threads (ReviewRpc). */
  page(status: ThreadFilter, after: ThreadPosition | null, limit: number): ThreadPage {
    return pageOf(this.#shown, this.#deps.log, { status, after, limit });
  }

  /** Where every anchor is at the newest version (ArchiveRpc). */
  placed(): ArchivedAnchors {
    return this.#anchors.placed();
  }

  /** What is wrong here (ArchiveRpc). */
  faults(): string[] {
    return this.number === 0 ? [] : faultsOf(this.#log, this.#shown);
  }

  /** What changed after number `since` (ReviewRpc). */
  since(since: number, limit: number): ReviewMessage {
    return changesAfter(this.#shown, since, limit);
  }

  get #shown(): Shown {
    const anchors = this.#anchors.current;
    const { number, threads, suggestions } = this;
    return { number, anchors, threads, suggestions, log: this.#log, people: this.#people.remembering() };
  }

  // Returns the threads that were removed. `version`: the newest one, with the operation that goes with it.
  #write(
    drafts: readonly Draft[],
    { by, mentioned = [], anchor, rebased, forgotten }: Brought,
    version: number,
  ): string[] {
    if (by !== undefined) this.#people.acts(by);
    for (const person of mentioned) this.#people.mentioned(person);
    if (anchor !== undefined) this.#anchors.store(anchor.id, version, anchor.anchor);
    const at = Date.now();
    const removed = drafts.flatMap((draft) => {
      const numbered = this.#log.append(version, at, draft);
      this.suggestions.apply(numbered);
      return this.#apply(numbered);
    });
    for (const id of removed) this.#anchors.delete(id);
    if (rebased !== undefined) this.suggestions.rows.storeRebased(rebased);
    if (forgotten !== undefined) {
      this.#people.forget(forgotten);
      this.#log.deleteTextsOf(forgotten);
      const first = this.archive.firstNaming(forgotten);
      if (first !== null) this.archive.outdated(first, this.number);
    }
    return removed;
  }

  // Returns the threads that the entry removed.
  #apply(numbered: Numbered): string[] {
    const { entry } = numbered;
    if (isOfSuggestion(entry)) return [];
    const concerned =
      entry.kind === 'forget'
        ? this.threads.naming(entry.user)
        : [entry.kind === 'thread' ? null : this.threads.get(entry.thread)];
    const removed: string[] = [];
    for (const before of concerned) {
      const thread = afterEntry(before, numbered);
      if (thread === null || thread === before) continue;
      this.threads.store(before, thread);
      const kept = new Set(thread.comments.map(({ text }) => text));
      for (const { text } of before?.comments ?? []) {
        if (text === null || kept.has(text)) continue;
        this.#log.deleteText(text);
        this.archive.outdated(text, numbered.number);
      }
      if (thread.removed) removed.push(thread.id);
    }
    return removed;
  }

  // What is in memory is read again after a failure.
  #transaction<T>(write: () => T, storage: DurableObjectStorage): T {
    try {
      return storage.transactionSync(write);
    } catch (error) {
      this.#log.forgetEnd();
      this.#anchors.forget();
      this.suggestions.forget();
      throw error;
    }
  }

  #tell(from: number, decided?: Told): void {
    const { number, threads } = this;
    const alone = decided === undefined && isTooLong(threads.bytesAfter(from));
    this.#deps.tell(
      alone
        ? numberAlone(number, this.#anchors.current.version)
        : toldOf(this.since(from, TOLD), number, decided),
    );
  }
}
