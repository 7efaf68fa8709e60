import type { Anchor } from '../../../src/ot/anchor.ts';
import type { ArchivedAnchors } from '../../../src/platform/archive/review-segment.ts';
import type { User } from '../../../src/protocol/messages.ts';
import type { ReviewMessage, Thread } from '../../../src/protocol/review.ts';
import type { ThreadFilter, ThreadPage, ThreadPosition } from '../rpc.ts';
import type { Meta } from '../storage/meta.ts';
import type { OpLog } from '../storage/op-log.ts';
import { AnchorRows } from './anchor-rows.ts';
import { Anchors } from './anchors.ts';
import { faultsOf } from './faults.ts';
import { Handover } from './handover.ts';
import { People } from './people.ts';
import { type Draft, ReviewLog } from './review-log.ts';
import { changesAfter, pageOf, type Shown, threadOf } from './shown.ts';
import { ThreadRows } from './thread-rows.ts';
import { afterEntry, type Numbered, type StoredThread } from './thread-state.ts';

// A larger change is not sent to every socket: they are told its number, and ask for it.
const TOLD_THREADS = 50;
const TOLD_LENGTH = 256 * 1024;
// Anchors are stored when the log has grown by this much: far within what is kept of it.
const SETTLE_VERSIONS = 1_000;

/** What a Review needs of the object that it lives in. */
export interface ReviewDeps {
  storage: DurableObjectStorage;
  log: OpLog;
  meta: Meta;
  /** Sends a committed change to the clients that read threads. */
  tell(message: ReviewMessage): void;
  /** A change was committed: it has to be published soon. */
  committed(): void;
}

/** What a change brings with it besides its entries. */
interface Brought {
  by?: User;
  mentioned?: readonly { id: string; name: string }[];
  /** The anchor of a new thread, at the newest version. */
  anchor?: { id: string; anchor: Anchor };
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
  readonly #anchorRows: AnchorRows;
  readonly threads: ThreadRows;
  /** What the archive is handed. */
  readonly archive: Handover;
  #anchors: Anchors | null = null;

  constructor(deps: ReviewDeps) {
    const { sql } = deps.storage;
    this.#deps = deps;
    this.#log = new ReviewLog(sql);
    this.#people = new People(sql);
    this.#anchorRows = new AnchorRows(sql);
    this.threads = new ThreadRows(sql);
    this.archive = new Handover(sql, deps.meta, this.#log);
  }

  /** The number of the last change; 0 for none. */
  get number(): number {
    return this.#log.number;
  }

  /**
   * Stores changes in one transaction, then tells the clients; the platform holds that back until they are durable.
   * Throws when they cannot be stored; nothing has changed then.
   */
  commit(drafts: readonly Draft[], { by, mentioned = [], anchor, forgotten }: Brought = {}): void {
    const { storage, log, committed } = this.#deps;
    const from = this.number;
    const anchors = this.#following();
    const removed: string[] = [];
    this.#transaction(() => {
      if (by !== undefined) this.#people.acts(by);
      for (const person of mentioned) this.#people.mentioned(person);
      if (anchor !== undefined) this.#anchorRows.store(anchor.id, log.version, anchor.anchor);
      const at = Date.now();
      for (const draft of drafts) removed.push(...this.#apply(this.#log.append(log.version, at, draft)));
      for (const id of removed) this.#anchorRows.delete(id);
      if (forgotten !== undefined) {
        this.#people.forget(forgotten);
        this.#log.deleteTextsOf(forgotten);
        const first = this.archive.firstNaming(forgotten);
        if (first !== null) this.archive.outdated(first, this.number);
      }
    }, storage);
    if (anchor !== undefined) anchors.add(anchor.id, anchor.anchor);
    for (const id of removed) anchors.remove(id);
    this.#tell(from);
    committed();
  }

  /**
   * Follows the text: tells what got back what was deleted from it, and stores the anchors now and then. The alarm
   * calls it.
   */
  follow(): void {
    if (this.number === 0) return;
    const anchors = this.#following();
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
    if (anchors.version - this.#settled >= SETTLE_VERSIONS) this.settle();
  }

  /** Stores every anchor at the newest version: from then on none of them needs the log before it. */
  settle(): void {
    if (this.number === 0) return;
    const { storage, meta } = this.#deps;
    const anchors = this.#following();
    const { version } = anchors;
    this.#transaction(() => {
      for (const { id, anchor } of anchors.unstored()) this.#anchorRows.store(id, version, anchor);
      meta.set('anchorsVersion', version);
    }, storage);
    anchors.stored();
  }

  /** A user was erased: nothing here has their name or their texts any more. */
  forget(user: string): void {
    if (this.number === 0) return;
    // Whoever ever acted here has a name until they are forgotten: a repeat changes nothing.
    if (this.#people.has(user)) this.commit([{ kind: 'forget', user }], { forgotten: user });
  }

  /** A thread as clients see it, at the newest version. */
  shown(thread: StoredThread): Thread {
    return threadOf(this.#shown, thread);
  }

  /** A page of the list of threads (ReviewRpc). */
  page(status: ThreadFilter, after: ThreadPosition | null, limit: number): ThreadPage {
    return pageOf(this.#shown, this.#deps.log, { status, after, limit });
  }

  /** Where every anchor is at the newest version (ArchiveRpc). */
  placed(): ArchivedAnchors {
    const anchors = this.#following();
    return {
      version: anchors.version,
      anchors: [...anchors.list()].map(({ id, anchor }) => ({ id, ...anchor })),
    };
  }

  /** What is wrong here (ArchiveRpc). */
  faults(): string[] {
    return this.number === 0 ? [] : faultsOf(this.#log, this.threads, this.#shown);
  }

  /** What changed after number `since` (ReviewRpc). */
  since(since: number, limit: number): ReviewMessage {
    return changesAfter(this.#shown, since, limit);
  }

  get #shown(): Shown {
    const anchors = this.#following();
    return { number: this.number, anchors, threads: this.threads, log: this.#log, people: this.#people };
  }

  get #settled(): number {
    return this.#deps.meta.get('anchorsVersion', 0);
  }

  // The anchors at the newest version.
  #following(): Anchors {
    this.#anchors ??= new Anchors(
      this.#deps.log,
      this.number === 0 ? [] : this.#anchorRows.all(this.#settled),
    );
    this.#anchors.follow();
    return this.#anchors;
  }

  // Returns the threads that the entry removed.
  #apply(numbered: Numbered): string[] {
    const { entry } = numbered;
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
  #transaction(write: () => void, storage: DurableObjectStorage): void {
    try {
      storage.transactionSync(write);
    } catch (error) {
      this.#log.forgetEnd();
      this.#anchors = null;
      throw error;
    }
  }

  #tell(from: number): void {
    const { tell } = this.#deps;
    const whole = this.since(from, TOLD_THREADS);
    const isShort =
      whole.to === this.number &&
      whole.threads.length <= TOLD_THREADS &&
      JSON.stringify(whole).length <= TOLD_LENGTH;
    tell(isShort ? whole : { ...whole, from: this.number, to: this.number, threads: [], removed: [] });
  }
}
