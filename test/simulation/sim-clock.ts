import type { Clock } from '../../web/collab/clock.ts';
import type { Random } from '../support/random.ts';

interface Timer {
  at: number;
  order: number;
  owner: object;
  action: () => void;
}

/** Virtual time: timers fire when the simulation decides, in order. */
export class SimClock {
  time = 1_000_000;
  #timers: Timer[] = [];
  #order = 0;
  readonly #killed = new Set<object>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** Whether `owner` has a timer that has not fired. */
  holds(owner: object): boolean {
    return this.#timers.some((timer) => timer.owner === owner);
  }

  /** Removes the current timers of `owner`. */
  forget(owner: object): void {
    this.#timers = this.#timers.filter((timer) => timer.owner !== owner);
  }

  /** `owner` dies: it gets no further timers either. */
  kill(owner: object): void {
    this.#killed.add(owner);
    this.forget(owner);
  }

  /** Advances to the next timer and fires it; false when there is none. */
  fire(): boolean {
    const next = this.#timers.sort((a, b) => a.at - b.at || a.order - b.order).shift();
    if (next === undefined) return false;
    this.time = Math.max(this.time, next.at);
    next.action();
    return true;
  }

  /** Fires the next timer that is due by `time`; without one, sets the time to it. */
  fireUntil(time: number): boolean {
    const due = this.#timers.some((timer) => timer.at <= time);
    if (due) return this.fire();
    this.time = Math.max(this.time, time);
    return false;
  }

  /** The clock as one participant sees it. */
  for(owner: object): Clock {
    return {
      now: () => this.time,
      after: (ms, action) => {
        if (this.#killed.has(owner)) return () => {};
        const timer: Timer = { at: this.time + ms, order: this.#order++, owner, action };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
      random: () => this.#random.next(),
    };
  }
}
