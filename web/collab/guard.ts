import type { Clock } from './clock.ts';

/** Runs what a client does: the first thing that throws is told to `broke`, and nothing runs once it has ended. */
export class Guard {
  readonly #broke: (error: unknown) => void;
  #ended = false;
  #depth = 0;

  constructor(broke: (error: unknown) => void) {
    this.#broke = broke;
  }

  /** Whether nothing runs any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** From now on nothing runs. */
  end(): void {
    this.#ended = true;
  }

  /** Runs `action`. Nested, as an editor that hands over what was typed while it is told of a change: the outermost decides. */
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

  /** The same time, whose actions run under this guard. */
  over({ now, after, random }: Clock): Clock {
    return { now, random, after: (ms, action) => after(ms, () => this.run(action)) };
  }
}
