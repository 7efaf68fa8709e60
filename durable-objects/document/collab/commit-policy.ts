// The platform's clock counts whole milliseconds: a frame that is due within one is due now.
const CLOCK_MS = 1;
// From this many operations per frame on, the next operation replaces the timer, which would wake the object once more.
const BUSY_ENTRIES = 3;

// Sending a frame to a socket costs about 20 us: gathering this long for each socket keeps the fan-out to a third of
// the time. With a clock of whole milliseconds that is 5 ms for 100 sockets, where the median edit returns within 4 ms,
// and 3 ms for 50.
const MS_PER_SOCKET = 0.058;

/** How many ms a frame gathers operations with `sockets` open. */
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
   * Whether the operation at `now` completes the frame, which gathers for `gatherMs` and has `entries` with this one;
   * `writers` clients wrote recently. Once it has several entries, from at least a quarter of the writers, it waits up
   * to twice as long for the rest: writers that each wait for the frame before their next edit arrive together, and
   * would stay split over two frames from then on.
   */
  isDue(now: number, gatherMs: number, entries: number, writers: number): boolean {
    if (entries > 1 && entries >= writers) return true;
    const longest = entries > 1 && 4 * entries >= writers ? 2 * gatherMs : gatherMs;
    return this.#at + longest - now < CLOCK_MS;
  }

  /**
   * How many ms the frame may still wait for an operation that finds it due; 0 when it has waited long enough. Under
   * load the next operation arrives a moment later: a timer for each frame would wake the object once more, just before
   * it.
   */
  patienceMs(now: number, gatherMs: number): number {
    const longest = this.#entries >= BUSY_ENTRIES ? 2 * gatherMs : gatherMs;
    const wait = Math.min(this.#at + longest - now, longest);
    return wait < CLOCK_MS ? 0 : wait;
  }
}
