// The platform's clock has whole milliseconds: a frame that is due within one is due.
const CLOCK_MS = 1;
// So many operations in the last frame mean that the next one is as good a clock as a timer, and wakes nobody for it.
const BUSY_ENTRIES = 3;

/** When the open frame is committed. Of one document; knows no clock and no timer (docs/architecture.md, Group commit). */
export class Gathering {
  #at = Number.NEGATIVE_INFINITY;
  #entries = 0;

  /** A frame of so many entries was committed at `now` (ms). */
  committed(now: number, entries: number): void {
    this.#at = now;
    this.#entries = entries;
  }

  /** Whether an operation that comes at `now` completes a frame that is gathered for `gatherMs`. */
  isDue(now: number, gatherMs: number): boolean {
    return this.#at + gatherMs - now < CLOCK_MS;
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
