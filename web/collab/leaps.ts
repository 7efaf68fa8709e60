import type { Delta } from '../../src/ot/op.ts';
import type { Clock } from './clock.ts';
import type { Load, LoggedOp } from './log-window.ts';

/** Where a document's past is read. */
export interface HistorySource {
  /** The text at a version; `settled` when it is to be looked at, not only passed by. */
  document(version: number, settled: boolean): Load<Delta>;
  /** The operations after version `from`, in order: `limit`, or fewer if the source gives no more at once. */
  ops(from: number, limit: number): Load<LoggedOp[]>;
}

/** What to fetch for a version: the text at `first` or none, the operations after it or none. */
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
  /** Operations asked for at once. */
  pageSize: number;
  plan(version: number): LeapPlan;
  /** Something has come; `pursue` goes on when it is not the target. */
  landed(landing: Landing): void;
  /** The target cannot be had, and is given up. */
  failed(error: unknown): void;
}

interface Target {
  version: number;
  settled: boolean;
}

/** A target on its way, with the versions that will be here when it is. */
interface Leap extends Target {
  from: number;
  to: number;
  cancel(): void;
}

// Dragging past many versions asks for one after the other, but not for more than the server lets one user ask.
const DRAG_EVERY_MS = 100;

/** Fetches the version that is wanted, whichever that is by now: one at a time, the newest of those asked for. */
export class Leaps {
  readonly #options: LeapsOptions;
  #target: Target | null = null;
  #leap: Leap | null = null;
  #leaptAt = Number.NEGATIVE_INFINITY;
  #cancelRest: (() => void) | null = null;

  constructor(options: LeapsOptions) {
    this.#options = options;
  }

  /** The version that is wanted and not here; null for none. */
  get target(): number | null {
    return this.#target?.version ?? null;
  }

  /** Goes for a version. `settled` says that the user means this one, and is not on the way to another. */
  to(version: number, settled: boolean): void {
    this.#target = { version, settled };
    this.pursue();
  }

  /** Nothing is wanted any more. */
  end(): void {
    this.#target = null;
    this.#drop();
    this.#cancelRest?.();
    this.#cancelRest = null;
  }

  /**
   * Goes on towards the target, if there is one. A leap that is on its way is shown when it is there, so that dragging
   * shows something. Only the version that is meant in the end does not wait for it, unless it comes with it.
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
    const rest = target.settled ? 0 : this.#leaptAt + DRAG_EVERY_MS - clock.now();
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
      // What became of one that was given up is nobody's business any more.
      if (!dropped) this.#failed(target, plan, error);
    }
  }

  #failed(leap: Target, plan: LeapPlan, error: unknown): void {
    this.#drop();
    if (this.#target === null) return;
    if (this.#target.version !== leap.version) {
      // The one that is asked for meanwhile may do better.
      this.pursue();
    } else if (plan.after) {
      // Its neighbours may be older than what the server keeps, or not be readable just now.
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
