/** The places that an isolate has for work that takes much of its memory. */
export class Slots {
  readonly #most: number;
  readonly #longestMs: number;
  readonly #taken = new Set<{ since: number }>();

  /** `most` places, each of which is free again after `longestMs` at the latest. */
  constructor(most: number, longestMs: number) {
    this.#most = most;
    this.#longestMs = longestMs;
  }

  /**
   * Takes a place; the function that is returned gives it back. Null while all are taken. The platform may end a request
   * whose client has gone without another word, not even a `finally`: its place comes back by the clock.
   */
  take(): (() => void) | null {
    if (!this.isFree) return null;
    const place = { since: Date.now() };
    this.#taken.add(place);
    return () => void this.#taken.delete(place);
  }

  /** Whether there is a place to take. */
  get isFree(): boolean {
    const now = Date.now();
    for (const place of this.#taken) if (now - place.since >= this.#longestMs) this.#taken.delete(place);
    return this.#taken.size < this.#most;
  }
}
