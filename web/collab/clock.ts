/** Time, as the collaboration client sees it; tests supply their own. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls `action` once after `ms`; the returned function cancels. */
  after(ms: number, action: () => void): () => void;
  /** A float in [0, 1), for jitter. */
  random(): number;
}

// Timers exist on every platform, but in no type library that this folder compiles with.
declare function setTimeout(action: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
