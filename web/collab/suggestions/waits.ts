import type { Clock } from '../clock.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** How long to wait after the `failures`th failure, in ms: longer each time, and for each client another time. */
export function backoff(failures: number, clock: Clock): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** failures) * (0.5 + clock.random() / 2);
}

/** Waits that end early when the page wakes. */
export class Waits {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms`, null for never, or with the next `wake`. */
  wait(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      let cancel = (): void => {};
      const done = (): void => {
        cancel();
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      if (ms !== null) cancel = this.#clock.after(ms, done);
    });
  }

  /** Ends all of them now. */
  wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
