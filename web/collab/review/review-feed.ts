import type { Delta, Range } from '../../../src/ot/op.ts';
import type { OpsMessage } from '../../../src/protocol/messages.ts';
import type { ReviewMessage, Thread } from '../../../src/protocol/review.ts';
import type { ReviewFollower } from './follower.ts';
import { ReviewReader, type ReviewReaderOptions } from './review-reader.ts';
import { ThreadBook } from './thread-book.ts';

/** What a ReviewFeed needs of its client. */
export interface ReviewDeps extends Pick<ReviewReaderOptions, 'clock' | 'run'> {
  /** The threads changed; null: this server, or this role, has no review. */
  told(threads: readonly Thread[] | null): void;
}

/** What a ReviewFeed works with. */
export type ReviewFeedOptions = ReviewDeps & Pick<ReviewReaderOptions, 'read'>;

type Changes = Omit<ReviewMessage, 'type'>;

/**
 * The review of a document as a client follows it: what its socket tells, and what has to be read because nothing told
 * it. It holds the threads on the version of the received text. No error in here reaches the client: what cannot be
 * taken is read again, later and later.
 */
export class ReviewFeed implements ReviewFollower {
  readonly #told: (threads: readonly Thread[] | null) => void;
  readonly #reader: ReviewReader;
  /** Null: there is no review. */
  #book: ThreadBook | null = null;
  /** Takes the place of the book once everything has been read again; null: the book follows the text. */
  #next: ThreadBook | null = null;
  /** The version of the received text. */
  #version = 0;
  /** The last change that is known of. */
  #known = 0;
  /** Frames that continue something that is not held yet, or are on a version that is not reached yet. */
  #waiting: Changes[] = [];
  /** An answer on a version that is not reached yet. */
  #answer: Changes | null = null;
  /** Whether what is read can be followed: the catch-up is complete. */
  #isLive = false;
  #isUntold = false;

  constructor({ told, ...options }: ReviewFeedOptions) {
    this.#told = told;
    this.#reader = new ReviewReader({
      ...options,
      answered: (page) => {
        this.#answer = page;
        this.#carefully(() => this.#settle());
      },
      failed: () => this.#carefully(() => this.#settle()),
    });
  }

  /** Whether the server tells the review to this client. */
  get isFollowed(): boolean {
    return this.#book !== null;
  }

  /** The range of each thread after the operations `unsent`, which are on the received text. */
  ranges(unsent: readonly Delta[]): ReadonlyMap<string, Range | null> {
    return this.#book?.ranges(unsent) ?? new Map();
  }

  /**
   * The server answered the join. `review` is the number of the last change; undefined: it tells none. `restart`: what
   * is held is of a log that is gone.
   */
  joined(review: number | undefined, restart: boolean): void {
    this.#carefully(() => {
      this.#drop();
      if (review === undefined) {
        if (this.#book !== null) this.#told(null);
        this.#book = this.#next = null;
        return;
      }
      this.#known = review;
      if (this.#book === null || restart) this.#begin();
      else if (review < this.#book.held) this.#next = new ThreadBook();
    });
  }

  /** The text was replaced by that of `version`: no range can follow. */
  loaded(version: number): void {
    this.#version = version;
    if (this.#book === null) return;
    this.#begin();
    this.#drop();
  }

  /** The catch-up is complete. */
  live(): void {
    this.#isLive = true;
    this.#carefully(() => this.#settle());
  }

  /** The socket is gone. */
  offline(): void {
    this.#isLive = false;
    this.#drop();
  }

  /** The client took a frame of the text. */
  advanced({ from, to, ops: entries }: OpsMessage): void {
    if (this.#isIdle) {
      this.#version = to;
      return;
    }
    this.#carefully(() => {
      if (entries.length === to - from && entries.every((entry) => 'client' in entry)) {
        for (const { delta } of entries) {
          this.#move(delta);
          this.#version++;
          this.#takeDue();
        }
      } else {
        // Several operations composed: no range can follow exactly, so everything is read again.
        for (const { delta } of entries) this.#move(delta);
        this.#version = to;
        this.#next = new ThreadBook();
        this.#dropAnswer();
      }
      this.#settle();
    });
    this.#version = to;
  }

  /** A frame of the review arrived. */
  received(message: ReviewMessage): void {
    if (this.#book === null) return;
    this.#carefully(() => {
      this.#known = Math.max(this.#known, message.to);
      this.#waiting.push(message);
      this.#settle();
    });
  }

  // No operation has to be followed: nothing is placed, and nothing awaited.
  get #isIdle(): boolean {
    const { isReading } = this.#reader;
    const isAwaiting = isReading || this.#answer !== null || this.#next !== null || this.#waiting.length > 0;
    return this.#book === null || (!isAwaiting && !this.#book.isPlaced);
  }

  #begin(): void {
    this.#book = new ThreadBook();
    this.#next = null;
    this.#isUntold = true;
  }

  #move(delta: Delta): void {
    this.#book?.move(delta);
    this.#next?.move(delta);
    this.#reader.passed(this.#version, delta);
  }

  // Takes what can be taken, asks for what is missing, and tells what changed.
  #settle(): void {
    const book = this.#book;
    if (book === null) return;
    this.#takeDue();
    const filled = this.#next ?? book;
    if (filled.held >= this.#known) {
      this.#isUntold ||= filled !== book;
      this.#book = filled;
      this.#next = null;
    } else if (this.#isLive && this.#answer === null && this.#reachable(filled) < this.#known) {
      this.#reader.read(filled.held);
    }
    // What was never complete is not told: a thread that is linked to may still come.
    if (!this.#isUntold || this.#next !== null || this.#reachable(filled) < this.#known) return;
    this.#isUntold = false;
    this.#told((this.#book ?? book).list());
  }

  #takeDue(): void {
    this.#takeAnswer();
    if (this.#next !== null || this.#book === null) return;
    for (let due = this.#due(); due !== undefined; due = this.#due()) this.#take(this.#book, due, []);
  }

  // The next frame that can be taken: one on this version, since the socket brings everything in order.
  #due(): Changes | undefined {
    const held = this.#book?.held ?? 0;
    this.#waiting = this.#waiting.filter(({ to, version }) => to > held && version >= this.#version);
    const at = this.#waiting.findIndex(({ from, version }) => from <= held && version === this.#version);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  #takeAnswer(): void {
    const answer = this.#answer;
    if (answer === null || answer.version > this.#version || this.#book === null) return;
    this.#answer = null;
    let filled = this.#next ?? this.#book;
    if (answer.from < filled.held) {
      // The log was cut back: its numbers begin again.
      filled = this.#next = new ThreadBook();
      this.#known = answer.to;
    }
    const over = this.#reader.since(answer.version, this.#version);
    const isProgress = over !== null && (answer.to > filled.held || answer.to === this.#known);
    if (over !== null) this.#take(filled, answer, over);
    if (isProgress) this.#reader.used();
    else this.#reader.retryLater();
  }

  #take(book: ThreadBook, { to, threads, removed }: Changes, over: readonly Delta[]): void {
    book.put(threads, over);
    book.remove(removed);
    book.held = Math.max(book.held, to);
    this.#isUntold = true;
  }

  // How far the frames that wait will bring a book.
  #reachable({ held }: ThreadBook): number {
    let reached = held;
    if (this.#next !== null) return reached;
    for (const { from, to } of this.#waiting) if (from <= reached) reached = Math.max(reached, to);
    return reached;
  }

  #drop(): void {
    this.#waiting = [];
    this.#dropAnswer();
  }

  #dropAnswer(): void {
    this.#answer = null;
    this.#reader.stop();
  }

  #carefully(action: () => void): void {
    try {
      action();
    } catch (error) {
      (globalThis as { reportError?: (error: unknown) => void }).reportError?.(error);
      if (this.#book !== null) this.#next = new ThreadBook();
      this.#drop();
      this.#reader.retryLater();
    }
  }
}
