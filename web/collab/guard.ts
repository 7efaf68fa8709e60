import type { Clock } from './clock.ts';

/** Runs the actions of a client: passes each error to `broke`, and runs nothing once it has ended. */
export class Guard {
  readonly #broke: (error: unknown) => void;
  #ended = false;
  #depth = 0;

  constructor(broke: (error: unknown) => void) {
    this.#broke = broke;
  }

  /** Whether it has ended: no action runs any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Ends it: from now on no action runs. */
  end(): void {
    this.#ended = true;
  }

  /**
   * Runs `action`. Calls may nest, as when an editor reports typing while a change is applied: the outermost one
   * handles the error.
   */
  run(action: () => void): void {
    if (this.#ended) return;
    this.#depth++;
    try {
      action();
    } catch (error) {
      if (this.#depth > 1) throw error;
      this.#broke(error);
    } finally {
      this.#depth--;
    }
  }

  /** The same clock, with its actions run under this guard. */
  over({ now, after, random }: Clock): Clock {
    return { now, random, after: (ms, action) => after(ms, () => this.run(action)) };
  }
}
