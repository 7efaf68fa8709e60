import type { Ops } from '../../src/ot/op.ts';
import type { Clock } from './clock.ts';
import { LogPages } from './log-pages.ts';
import { type Load, type LoggedOp, LogWindow, WINDOW_LIMITS, type WindowLimits } from './log-window.ts';

/** Where a VersionPlayer reads a document's past. */
export interface HistorySource {
  /** The text at a version; `settled` when it is to be looked at, not only passed by. */
  document(version: number, settled: boolean): Load<Ops>;
  /** The operations after version `from`, in order: `limit`, or fewer if the source gives no more at once. */
  ops(from: number, limit: number): Load<LoggedOp[]>;
}

/** What a VersionPlayer tells. None may throw. */
export interface PlayerEvents {
  /** There is another version to show (`change`). */
  moved(): void;
  /** Whether what is to be shown is still on its way. */
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
  /** Operations asked for at once; at most a quarter of what the window holds. */
  pageSize?: number;
}

/** What a view shows: a version, and which window it came from. */
export interface Shown {
  version: number;
  generation: number;
}

/** What a view has to do to show a version: apply a change to what it shows, or show another text. */
export type Change = Shown & ({ delta: Ops } | { document: Ops });

interface Target {
  version: number;
  settled: boolean;
}

/** What to fetch for a version: the text at `first` or none, the operations after it or none. */
interface Plan {
  first: number;
  text: boolean;
  after: boolean;
}

/** A target on its way, with the versions that will be here when it is. */
interface Leap extends Target {
  from: number;
  to: number;
  cancel(): void;
}

const PAGE_SIZE = 1_000;
// Dragging past many versions asks for one after the other, but not for more than the server lets one user ask.
const DRAG_EVERY_MS = 100;
// Played so far beyond what is loaded, playback leaps: it would never catch up.
const LEAP_PAGES = 3;

/**
 * Shows any version of a document, and plays from one to the next, without ever holding the whole log: a window of it
 * is loaded, and what lies beyond is fetched as a text. Of many versions asked for while one is on its way only the
 * newest is fetched. Whoever draws pulls the newest change when there is a frame to draw.
 */
export class VersionPlayer {
  readonly #options: VersionPlayerOptions;
  readonly #pageSize: number;
  readonly #limits: WindowLimits;
  readonly #pages: LogPages;
  #head: number;
  #window: LogWindow | null = null;
  #generation = 0;
  #position = 0;
  #target: Target | null = null;
  #leap: Leap | null = null;
  #leaptAt = Number.NEGATIVE_INFINITY;
  #cancelRest: (() => void) | null = null;
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
  }

  /** The version that is to be shown. */
  get position(): number {
    return this.#position;
  }

  /** Whether it is on the way to a version that is not loaded. */
  get seeking(): boolean {
    return this.#target !== null;
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

  /** The operation that made `version`, if it is at hand. */
  op(version: number): LoggedOp | null {
    return this.#window?.op(version) ?? null;
  }

  /** What takes a view to the position; null when it shows it, or when nothing is loaded yet. */
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

  /** Goes to a version. `settled` says that the user means this one, and is not on the way to another. */
  seek(version: number, settled: boolean): void {
    const target = Math.max(0, Math.min(version, this.#head));
    if (this.#window?.has(target)) {
      this.#arrive(target);
      return;
    }
    this.#target = { version: target, settled };
    this.#wait(true);
    this.#pursue();
  }

  /**
   * Plays on to `version`, or as far towards it as is loaded; answers where it is. Fetches ahead what `rate` (versions a
   * second) will need.
   */
  play(version: number, rate: number): number {
    const window = this.#window;
    if (window === null || this.#target !== null) return this.#position;
    const target = Math.min(version, this.#head);
    if (target - window.to > LEAP_PAGES * this.#pageSize) {
      this.seek(target, false);
      return this.#position;
    }
    const reached = Math.max(this.#position, Math.min(target, window.to));
    if (reached !== this.#position) this.#arrive(reached);
    this.#wait(reached < target);
    // Never so far that the window would let go of what is shown.
    const ahead = Math.min(Math.max(this.#pageSize, rate * 2), this.#limits.ops / 2);
    this.#pages.fetch(window.to, Math.min(this.#position + ahead, this.#head));
    return this.#position;
  }

  /** Forgets what is loaded and fetches it anew: the source answers differently now. */
  reload(): void {
    const { version } = this.#target ?? { version: this.#position };
    this.#dropLeap();
    this.#pages.drop();
    this.#window = null;
    this.seek(version, true);
  }

  /** Gives up everything that is on its way. */
  stop(): void {
    this.#target = null;
    this.#dropLeap();
    this.#cancelRest?.();
    this.#pages.drop();
  }

  #arrive(version: number): void {
    this.#target = null;
    this.#dropLeap();
    this.#position = version;
    this.#wait(false);
    this.#options.events.moved();
  }

  // A leap that is on its way is shown when it is there, so that dragging shows something. Only the version that is
  // meant in the end does not wait for it, unless it comes with it.
  #pursue(): void {
    const target = this.#target;
    if (target === null) return;
    if (this.#leap !== null) {
      const { from, to, settled } = this.#leap;
      const comes = settled && target.version >= from && target.version <= to;
      if (comes || !target.settled) return;
      this.#dropLeap();
    }
    this.#cancelRest?.();
    this.#cancelRest = null;
    const { clock } = this.#options;
    const rest = target.settled ? 0 : this.#leaptAt + DRAG_EVERY_MS - clock.now();
    if (rest <= 0) {
      void this.#start(target, this.#planFor(target.version));
      return;
    }
    this.#cancelRest = clock.after(rest, () => {
      this.#cancelRest = null;
      this.#pursue();
    });
  }

  async #start(target: Target, plan: Plan): Promise<void> {
    const { source, clock } = this.#options;
    const { first, text, after } = plan;
    const document = text ? source.document(first, target.settled) : null;
    const ops = after ? source.ops(first, this.#pageSize) : null;
    const cancel = (): void => {
      document?.cancel();
      ops?.cancel();
    };
    const to = Math.min(this.#head, first + (after ? this.#pageSize : 0));
    const leap: Leap = { ...target, from: first, to, cancel };
    this.#leap = leap;
    this.#leaptAt = clock.now();
    try {
      const loaded = await Promise.all([document?.done ?? null, ops?.done ?? []]);
      // Dropped meanwhile: whatever became of it is nobody's business any more.
      if (this.#leap === leap) this.#open(first, ...loaded, target.version);
    } catch (error) {
      if (this.#leap === leap) this.#failed(target, plan, error);
    }
  }

  #failed(leap: Target, plan: Plan, error: unknown): void {
    this.#dropLeap();
    // Its neighbours may be older than what the server keeps, or not be readable just now.
    if (plan.after && this.#target?.version === leap.version) {
      void this.#start(leap, { first: leap.version, text: true, after: false });
      return;
    }
    // The one that is asked for meanwhile may do better.
    if (this.#target !== null && this.#target.version !== leap.version) {
      this.#pursue();
      return;
    }
    this.#target = null;
    this.#wait(false);
    this.#options.events.failed(error);
  }

  // One that is near to the window comes with its neighbours: the next steps then need nothing.
  #planFor(version: number): Plan {
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

  #open(first: number, text: Ops | null, ops: readonly LoggedOp[], wanted: number): void {
    if (text !== null) {
      this.#pages.drop();
      this.#window = new LogWindow(first, text, this.#limits);
      this.#generation++;
    }
    const window = this.#window;
    if (window === null) return;
    window.append(ops, this.#position);
    this.#leap = null;
    // Should the source give fewer operations than it takes to get there: by its text then.
    if (text === null && window.to < wanted) this.#window = null;
    else this.#position = Math.min(wanted, window.to);
    const target = this.#target;
    if (target !== null && this.#window?.has(target.version)) this.#arrive(target.version);
    else {
      this.#options.events.moved();
      this.#pursue();
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
      // The log has no more: a head that is told before the log has it would be asked for without end.
      if (ops.length === 0) this.#head = Math.min(this.#head, window.to);
    }
  }

  #dropLeap(): void {
    this.#leap?.cancel();
    this.#leap = null;
  }

  #wait(waiting: boolean): void {
    if (this.#waiting === waiting) return;
    this.#waiting = waiting;
    this.#options.events.waiting(waiting);
  }
}
