// The platform's clock has whole milliseconds: a frame that is due within one is due.
const CLOCK_MS = 1;
// This many operations in the last frame mean that the next one is as good a clock as a timer, and wakes nobody for it.
const BUSY_ENTRIES = 3;

// A frame to a socket costs about 20 us: gathering for this long a socket keeps the fan-out to a third of the time. By a
// clock of whole milliseconds that is 5 ms with 100 sockets, whose median edit is then back before 4 ms, and 3 ms with 50.
const MS_PER_SOCKET = 0.058;

/** For how many ms a frame gathers operations with `sockets` open. */
export function gatherMs(sockets: number): number {
  return sockets * MS_PER_SOCKET;
}

/** Decides when to commit the open frame. Pure: the caller supplies the time (docs/decisions/group-commit-that-adapts.md). */
export class CommitPolicy {
  #at = Number.NEGATIVE_INFINITY;
  #entries = 0;

  /** A frame of `entries` operations was committed at `now` (ms). */
  committed(now: number, entries: number): void {
    this.#at = now;
    this.#entries = entries;
  }

  /**
   * Whether the operation that comes at `now` completes a frame that is gathered for `gatherMs`: it has `entries` with
   * that one, of `writers` who wrote lately. Once a quarter of several are in, the rest is worth waiting for once more as
   * long: writers who each wait for the frame before the next edit come together, and would in two frames from then on.
   */
  isDue(now: number, gatherMs: number, entries: number, writers: number): boolean {
    if (entries > 1 && entries >= writers) return true;
    const longest = entries > 1 && 4 * entries >= writers ? 2 * gatherMs : gatherMs;
    return this.#at + longest - now < CLOCK_MS;
  }

  /**
   * How many ms the frame may still wait for an operation that finds it due; 0 when it has waited long enough. Under load
   * one comes a moment later: a timer that ends each frame would be one more wake of the object, and just before it.
   */
  patienceMs(now: number, gatherMs: number): number {
    const longest = this.#entries >= BUSY_ENTRIES ? 2 * gatherMs : gatherMs;
    const wait = Math.min(this.#at + longest - now, longest);
    return wait < CLOCK_MS ? 0 : wait;
  }
}
