import type { RosterEntry } from '../../../src/protocol/messages.ts';
import type { Broadcast } from './broadcast.ts';
import type { Connection } from './connection.ts';
import type { LogReader } from './frame.ts';
import { Roster } from './roster.ts';

// The interval for few clients. For many it grows with their number, so that sending stays a small part of the work.
const EVERY_MS = 50;
const MS_PER_CLIENT = 0.5;
// The size of a crowd is less urgent than the names in it.
const COUNT_MS_PER_CLIENT = 2.5;
// Selections are transformed in bulk each time this many versions were added.
const REBASE_VERSIONS = 1_000;
const UNCOUNTED = -1;

/** What Presence reads from and sends through, and its clock. */
interface PresenceDeps {
  /** `version` is the newest that it serves. */
  source: LogReader & { readonly version: number };
  delivery: Broadcast;
  /** As they survived hibernation. */
  connections: Iterable<Connection>;
  now(): number;
  after(ms: number, action: () => void): void;
}

/**
 * Tells all clients which clients are here, joined, left and moved: at once when the last message is long enough ago,
 * otherwise at the end of its interval.
 */
export class Presence {
  readonly #deps: PresenceDeps;
  readonly #roster: Roster;
  #sentAt = Number.NEGATIVE_INFINITY;
  // When a timer is due, in ms; infinite for none.
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
    this.#roster = new Roster(deps.source, deps.connections);
  }

  /** The named clients except `own`, as of the newest version; `more` counts the rest. */
  list(own: string): { roster: RosterEntry[]; more: number } {
    return this.#roster.list(own, this.#deps.source.version);
  }

  /** The number of a client in short frames, once all others were told it; undefined before, and in the count. */
  numberOf(connection: Connection): number | undefined {
    return this.#roster.numberOf(connection);
  }

  /** The numbers of these clients in short frames. */
  numbersOf(entries: readonly RosterEntry[]): Record<string, number> {
    return this.#roster.numbersOf(entries);
  }

  /** A client has joined, or has joined again. */
  joined(connection: Connection): void {
    if (!this.#roster.has(connection)) this.#roster.came(connection);
    this.notify();
  }

  /** The roster entry of a client has changed; `notify` sends it. */
  changed(connection: Connection): void {
    this.#roster.came(connection);
  }

  /** A client left: none of its sockets remains. */
  left(connection: Connection): void {
    this.#roster.went(connection);
    this.notify();
  }

  /** A client has written: in a crowd it is named from then on. The commit sends that. */
  acted(connection: Connection): void {
    this.#roster.acted(connection);
  }

  /** A client's selection moved without an operation that carries it to the other clients. */
  moved(connection: Connection): void {
    this.#roster.moved(connection);
    this.notify();
  }

  /** The source has grown from version `from` to `to`. */
  grew(from: number, to: number, connections: Iterable<Connection>): void {
    if (Math.floor(to / REBASE_VERSIONS) !== Math.floor(from / REBASE_VERSIONS))
      this.#roster.rebaseCursors(connections, to);
    this.notify();
  }

  /** All clients have left, and no client remains to be notified. */
  empty(): void {
    this.#roster.empty();
  }

  /** Sends the changes, now or at the end of the interval; does nothing without changes. */
  notify(): void {
    const { due, countDue, size } = this.#roster;
    if (!due && !countDue) return;
    const { now, after } = this.#deps;
    const every = Math.max(EVERY_MS, size * (due ? MS_PER_CLIENT : COUNT_MS_PER_CLIENT));
    const time = now();
    // A clock may be set back: the interval then begins again.
    this.#sentAt = Math.min(this.#sentAt, time);
    const at = this.#sentAt + every;
    if (at <= time) {
      this.#sentAt = time;
      this.#send();
    } else if (at < this.#timerAt) {
      this.#timerAt = at;
      after(at - time, () => {
        if (this.#timerAt === at) this.#timerAt = Number.POSITIVE_INFINITY;
        this.notify();
      });
    }
  }

  // The count and the numbers go to the clients that understand them; without other news, the others get no message.
  #send(): void {
    const roster = this.#roster;
    const { due, countDue } = roster;
    const message = roster.take(this.#deps.source.version);
    const plain = JSON.stringify(message);
    const numbers = roster.numbersOf(message.joined);
    const texts = { plain: new Map<number, string>(), numbered: new Map<number, string>() };
    this.#deps.delivery.sendEach(plain.length, (connection) => {
      const counts = countDue && connection.offers('crowd.v1');
      if (!due && !counts) return null;
      const more = counts ? roster.moreFor(connection.state.client ?? '') : UNCOUNTED;
      const isNumbered = connection.short && message.joined.length > 0;
      const known = isNumbered ? texts.numbered : texts.plain;
      let text = known.get(more);
      if (text === undefined) {
        text = JSON.stringify({ ...message, ...(counts && { more }), ...(isNumbered && { numbers }) });
        known.set(more, text);
      }
      return text;
    });
  }
}
