/** The state of a rate after a request. */
export interface Rate {
  isWithin: boolean;
  limit: number;
  /** At most this many are left in this window: other isolates count too, without reporting it. */
  remaining: number;
  resetSeconds: number;
}

const KEYS_AT_MOST = 50_000;

/**
 * Counts requests of this isolate in windows of `windowMs`. It decides nothing: the platform's bindings do, which
 * count for a whole location. So what remains by this count is an upper bound, and zero once the binding has refused.
 */
export class RateCounter {
  readonly #windowMs: number;
  #window = -1;
  readonly #counts = new Map<string, number>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  count(key: string, limit: number, isWithin: boolean, now: number): Rate {
    const window = Math.floor(now / this.#windowMs);
    if (window !== this.#window || this.#counts.size >= KEYS_AT_MOST) this.#counts.clear();
    this.#window = window;
    const count = isWithin ? (this.#counts.get(key) ?? 0) + 1 : limit;
    this.#counts.set(key, count);
    const resetSeconds = Math.ceil(((window + 1) * this.#windowMs - now) / 1000);
    return { isWithin, limit, remaining: isWithin ? Math.max(0, limit - count) : 0, resetSeconds };
  }
}
