import type { Delta } from '../../src/ot/op.ts';
import type { Clock } from './clock.ts';
import { type HistorySource, type Landing, type LeapPlan, Leaps } from './leaps.ts';
import { LogPages } from './log-pages.ts';
import { type LoggedOp, LogWindow, WINDOW_LIMITS, type WindowLimits } from './log-window.ts';

/** What a VersionPlayer reports. No callback may throw. */
export interface PlayerEvents {
  /** There is another version to show (`change`). */
  moved(): void;
  /** Whether the version to show is still being loaded. */
  waiting(waiting: boolean): void;
  failed(error: unknown): void;
}

/** What a VersionPlayer works with. */
export interface VersionPlayerOptions {
  source: HistorySource;
  events: PlayerEvents;
  clock: Clock;
  /** The newest version. */
  head: number;
  limits?: WindowLimits;
  /** Operations per request; at most a quarter of the limit of the window. */
  pageSize?: number;
}

/** What a view shows: a version, and the generation of the window that it came from. */
export interface Shown {
  version: number;
  generation: number;
}

/** What a view has to do to show a version: apply a change to what it shows, or show another text. */
export type Change = Shown & ({ delta: Delta } | { document: Delta });

const PAGE_SIZE = 1_000;
// When playback is this far beyond what is loaded, it leaps: it would never catch up.
const LEAP_PAGES = 3;

/**
 * Shows any version of a document and plays from one to the next, without ever holding the whole log: a window of it is
 * loaded, and a version beyond the window is fetched as a text. Of the versions requested during a fetch, only the
 * newest is fetched. The view pulls the newest change when it draws a frame.
 */
export class VersionPlayer {
  readonly #options: VersionPlayerOptions;
  readonly #pageSize: number;
  readonly #limits: WindowLimits;
  readonly #pages: LogPages;
  readonly #leaps: Leaps;
  #head: number;
  #window: LogWindow | null = null;
  #generation = 0;
  #position = 0;
  #waiting = false;

  constructor(options: VersionPlayerOptions) {
    const { source, pageSize = PAGE_SIZE, limits = WINDOW_LIMITS } = options;
    this.#options = options;
    this.#pageSize = pageSize;
    this.#limits = limits;
    this.#head = options.head;
    this.#pages = new LogPages({
      pageSize,
      load: (from, limit) => source.ops(from, limit),
      came: () => this.#takePages(),
      failed: (error) => options.events.failed(error),
    });
    this.#leaps = new Leaps({
      source,
      clock: options.clock,
      pageSize,
      plan: (version) => this.#planFor(version),
      landed: (landing) => this.#open(landing),
      failed: (error) => {
        this.#wait(false);
        options.events.failed(error);
      },
    });
  }

  /** The version to show. */
  get position(): number {
    return this.#position;
  }

  /** Whether it is loading a version that is not in the window. */
  get seeking(): boolean {
    return this.#leaps.target !== null;
  }

  /** The newest version. */
  get head(): number {
    return this.#head;
  }

  /** The newest version has grown. */
  setHead(head: number): void {
    this.#head = Math.max(this.#head, head);
  }

  /** How much is held. */
  get size(): { ops: number; keyframes: number; keyframeUnits: number; pages: number } {
    const held = this.#window?.size ?? { ops: 0, keyframes: 0, keyframeUnits: 0 };
    return { ...held, pages: this.#pages.size };
  }

  /** The operation that made `version`; null when it is not in the window. */
  op(version: number): LoggedOp | null {
    return this.#window?.op(version) ?? null;
  }

  /** The change that brings a view to the position; null when it is there, or when nothing is loaded yet. */
  change(shown: Shown | null): Change | null {
    const window = this.#window;
    if (window === null) return null;
    const now: Shown = { version: this.#position, generation: this.#generation };
    if (shown === null || shown.generation !== now.generation || !window.has(shown.version)) {
      return { ...now, document: window.document(now.version) };
    }
    if (shown.version === now.version) return null;
    return { ...now, delta: window.change(shown.version, now.version) };
  }

  /** Goes to a version. `settled`: the user stops at this version instead of passing by. */
  seek(version: number, settled: boolean): void {
    const target = Math.max(0, Math.min(version, this.#head));
    if (this.#window?.has(target)) {
      this.#arrive(target);
      return;
    }
    this.#wait(true);
    this.#leaps.to(target, settled);
  }

  /**
   * Plays on to `version`, or as far towards it as is loaded. Returns the position. Fetches ahead what `rate` (versions
   * per second) will need.
   */
  play(version: number, rate: number): number {
    const window = this.#window;
    if (window === null || this.seeking) return this.#position;
    const target = Math.min(version, this.#head);
    if (target - window.to > LEAP_PAGES * this.#pageSize) {
      this.seek(target, false);
      return this.#position;
    }
    const reached = Math.max(this.#position, Math.min(target, window.to));
    if (reached !== this.#position) this.#arrive(reached);
    this.#wait(reached < target);
    // Never so far ahead that the window would drop what is shown.
    const ahead = Math.min(Math.max(this.#pageSize, rate * 2), this.#limits.ops / 2);
    this.#pages.fetch(window.to, Math.min(this.#position + ahead, this.#head));
    return this.#position;
  }

  /** Drops what is loaded and fetches it again: the source has changed its answers. */
  reload(): void {
    const version = this.#leaps.target ?? this.#position;
    this.#leaps.end();
    this.#pages.drop();
    this.#window = null;
    this.seek(version, true);
  }

  /** Cancels all loads. */
  stop(): void {
    this.#leaps.end();
    this.#pages.drop();
  }

  #arrive(version: number): void {
    this.#leaps.end();
    this.#position = version;
    this.#wait(false);
    this.#options.events.moved();
  }

  // A version near the window is loaded with its neighbours, so that the next steps need no load.
  #planFor(version: number): LeapPlan {
    const window = this.#window;
    const step = this.#pageSize / 2;
    if (window !== null && version > window.to && version - window.to <= step) {
      return { first: window.to, text: false, after: true };
    }
    if (window !== null && version < window.from && window.from - version <= step) {
      return { first: Math.max(0, version - step), text: true, after: true };
    }
    return { first: version, text: true, after: false };
  }

  #open({ version, first, text, ops }: Landing): void {
    if (text !== null) {
      this.#pages.drop();
      this.#window = new LogWindow(first, text, this.#limits);
      this.#generation++;
    }
    const window = this.#window;
    if (window === null) return;
    window.append(ops, this.#position);
    // When the source returns too few operations to get there, the version is fetched as a text.
    if (text === null && window.to < version) this.#window = null;
    else this.#position = Math.min(version, window.to);
    const { target } = this.#leaps;
    if (target !== null && this.#window?.has(target)) this.#arrive(target);
    else {
      this.#options.events.moved();
      this.#leaps.pursue();
    }
  }

  #takePages(): void {
    const window = this.#window;
    if (window === null) return;
    for (let ops = this.#pages.take(window.to); ops !== null; ops = this.#pages.take(window.to)) {
      try {
        window.append(ops, this.#position);
      } catch (error) {
        this.#options.events.failed(error);
        return;
      }
      // The log has no more: a head reported before the log has it would otherwise be requested endlessly.
      if (ops.length === 0) this.#head = Math.min(this.#head, window.to);
    }
  }

  #wait(waiting: boolean): void {
    if (this.#waiting === waiting) return;
    this.#waiting = waiting;
    this.#options.events.waiting(waiting);
  }
}
