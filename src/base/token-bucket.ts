/** Tokens that refill with time: a rate with a burst. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** In how many ms there is a token; 0 when there is one. */
  waitMs(now: number): number {
    this.#refill(now);
    return Math.max(0, ((1 - this.#tokens) * 1_000) / this.#perSecond);
  }

  /** Takes `count` tokens at `now` (ms); takes none and returns false when there are fewer. */
  take(now: number, count = 1): boolean {
    this.#refill(now);
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }

  // A clock may be set back: that takes no token away.
  #refill(now: number): void {
    const elapsed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed * this.#perSecond) / 1_000);
    this.#at = now;
  }
}
