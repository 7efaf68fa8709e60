import type { Delta } from '../../src/ot/op.ts';
import type { Clock } from './clock.ts';
import type { Load, LoggedOp } from './log-window.ts';

/** Where the past of a document is read from. */
export interface HistorySource {
  /** The text at a version; `settled` when the user stops there instead of passing by. */
  document(version: number, settled: boolean): Load<Delta>;
  /** The operations after version `from`, in order: `limit`, or fewer when the source returns no more at once. */
  ops(from: number, limit: number): Load<LoggedOp[]>;
}

/** What to fetch for a version: the text at `first` or not, the operations after it or not. */
export interface LeapPlan {
  first: number;
  text: boolean;
  after: boolean;
}

/** What was fetched for a version. */
export interface Landing {
  version: number;
  first: number;
  text: Delta | null;
  ops: readonly LoggedOp[];
}

/** What Leaps works with. */
export interface LeapsOptions {
  source: HistorySource;
  clock: Clock;
  /** Operations per request. */
  pageSize: number;
  plan(version: number): LeapPlan;
  /** A leap has arrived; `pursue` continues when it is not the target. */
  landed(landing: Landing): void;
  /** The target cannot be loaded and is given up. */
  failed(error: unknown): void;
}

interface Target {
  version: number;
  settled: boolean;
}

/** A target that is being loaded, with the versions that arrive with it. */
interface Leap extends Target {
  from: number;
  to: number;
  cancel(): void;
}

// Dragging past many versions requests one after the other, within the server's rate limit for one user.
const DRAG_EVERY_MS = 100;

/** Fetches the version that is wanted now: one at a time, always the newest request. */
export class Leaps {
  readonly #options: LeapsOptions;
  #target: Target | null = null;
  #leap: Leap | null = null;
  #leaptAt = Number.NEGATIVE_INFINITY;
  #cancelRest: (() => void) | null = null;

  constructor(options: LeapsOptions) {
    this.#options = options;
  }

  /** The version that is wanted and not loaded; null for none. */
  get target(): number | null {
    return this.#target?.version ?? null;
  }

  /** Requests a version. `settled`: the user stops at this version instead of passing by. */
  to(version: number, settled: boolean): void {
    this.#target = { version, settled };
    this.pursue();
  }

  /** Cancels the target. */
  end(): void {
    this.#target = null;
    this.#drop();
    this.#cancelRest?.();
    this.#cancelRest = null;
  }

  /**
   * Continues towards the target, if there is one. A leap that is under way is shown when it arrives, so that dragging
   * shows something. Only a settled target cancels it, unless the target arrives with that leap.
   */
  pursue(): void {
    const target = this.#target;
    if (target === null) return;
    if (this.#leap !== null) {
      const { from, to, settled } = this.#leap;
      const comes = settled && target.version >= from && target.version <= to;
      if (comes || !target.settled) return;
      this.#drop();
    }
    this.#cancelRest?.();
    this.#cancelRest = null;
    const { clock, plan } = this.#options;
    // A clock may be set back.
    const wait = Math.min(DRAG_EVERY_MS, this.#leaptAt + DRAG_EVERY_MS - clock.now());
    const rest = target.settled ? 0 : wait;
    if (rest <= 0) {
      void this.#start(target, plan(target.version));
      return;
    }
    this.#cancelRest = clock.after(rest, () => {
      this.#cancelRest = null;
      this.pursue();
    });
  }

  async #start(target: Target, plan: LeapPlan): Promise<void> {
    const { source, clock, pageSize, landed } = this.#options;
    const { first, text, after } = plan;
    const document = text ? source.document(first, target.settled) : null;
    const ops = after ? source.ops(first, pageSize) : null;
    const cancel = (): void => {
      document?.cancel();
      ops?.cancel();
    };
    const leap: Leap = { ...target, from: first, to: first + (after ? pageSize : 0), cancel };
    this.#leap = leap;
    this.#leaptAt = clock.now();
    let dropped = false;
    try {
      const loaded = await Promise.all([document?.done ?? null, ops?.done ?? []]).finally(() => {
        dropped = this.#leap !== leap;
      });
      if (dropped) return;
      this.#leap = null;
      landed({ version: target.version, first, text: loaded[0], ops: loaded[1] });
    } catch (error) {
      // The error of a cancelled leap is ignored.
      if (!dropped) this.#failed(target, plan, error);
    }
  }

  #failed(leap: Target, plan: LeapPlan, error: unknown): void {
    this.#drop();
    if (this.#target === null) return;
    if (this.#target.version !== leap.version) {
      // The target has changed in the meantime, and may succeed.
      this.pursue();
    } else if (plan.after) {
      // The operations around it may be pruned, or not readable at the moment.
      void this.#start(leap, { first: leap.version, text: true, after: false });
    } else {
      this.#target = null;
      this.#options.failed(error);
    }
  }

  #drop(): void {
    this.#leap?.cancel();
    this.#leap = null;
  }
}
