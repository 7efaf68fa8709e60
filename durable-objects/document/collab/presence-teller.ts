import type { Broadcast } from './broadcast.ts';
import type { Connection } from './connection.ts';
import type { Presence } from './presence.ts';

// Who came, went and moved is told so often to few, and to many as often as the sending stays a small part of the work.
const EVERY_MS = 50;
const MS_PER_CLIENT = 0.5;
// How many a crowd counts is less urgent than who is in it.
const COUNT_MS_PER_CLIENT = 2.5;

/** What a PresenceTeller reads and by what it sends. */
interface Parts {
  presence: Presence;
  delivery: Broadcast;
  /** The newest version. */
  version(): number;
  now(): number;
  after(ms: number, action: () => void): void;
}

/** Tells everybody who is here: at once when the last time is long enough ago, else at the end of the interval. */
export class PresenceTeller {
  readonly #parts: Parts;
  #toldAt = Number.NEGATIVE_INFINITY;
  // When a timer is due, in ms; infinite for none.
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Something may have changed. */
  tell(): void {
    const { presence, now, after } = this.#parts;
    if (!presence.due && !presence.countDue) return;
    const perClient = presence.due ? MS_PER_CLIENT : COUNT_MS_PER_CLIENT;
    const at = this.#toldAt + Math.max(EVERY_MS, presence.size * perClient);
    const time = now();
    if (at <= time) {
      this.#toldAt = time;
      this.#send();
    } else if (at < this.#timerAt) {
      this.#timerAt = at;
      after(at - time, () => {
        if (this.#timerAt === at) this.#timerAt = Number.POSITIVE_INFINITY;
        this.tell();
      });
    }
  }

  // The count goes to those that understand it; with nothing else to tell, to them alone.
  #send(): void {
    const { presence, delivery, version } = this.#parts;
    const { due, countDue } = presence;
    const message = presence.take(version());
    const text = JSON.stringify(message);
    const counted = new Map<number, string>();
    const withCount = (connection: Connection): string => {
      const more = presence.moreFor(connection.state.client ?? '');
      let told = counted.get(more);
      if (told === undefined) {
        told = JSON.stringify({ ...message, more });
        counted.set(more, told);
      }
      return told;
    };
    delivery.sendEach(text.length, (connection) => {
      if (countDue && connection.offers('crowd.v1')) return withCount(connection);
      return due ? text : null;
    });
  }
}
