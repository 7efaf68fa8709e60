import type { RosterEntry } from '../../../src/protocol/messages.ts';
import type { Broadcast } from './broadcast.ts';
import type { Connection } from './connection.ts';
import type { LogReader } from './frame.ts';
import { Roster } from './roster.ts';

// Few clients hear of each other this often; many as often as the sending stays a small part of the work.
const EVERY_MS = 50;
const MS_PER_CLIENT = 0.5;
// How many a crowd counts is less urgent than who is in it.
const COUNT_MS_PER_CLIENT = 2.5;
// Selections are transformed in bulk once in this many versions.
const REBASE_VERSIONS = 1_000;

/** What Presence reads, by what it sends, and its clock. */
interface PresenceDeps {
  /** `version` is the newest that it serves. */
  source: LogReader & { readonly version: number };
  delivery: Broadcast;
  /** As they were kept through hibernation. */
  connections: Iterable<Connection>;
  now(): number;
  after(ms: number, action: () => void): void;
}

/**
 * Sends to all clients who is here, who came, went and moved: at once when the last time is long enough ago, else at the end of
 * the interval, which is its own.
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

  /** Those who are named, `own` client left out, as of the newest version; `more` counts the rest. */
  list(own: string): { roster: RosterEntry[]; more: number } {
    return this.#roster.list(own, this.#deps.source.version);
  }

  /** Somebody has joined, or has joined again. */
  joined(connection: Connection): void {
    if (!this.#roster.has(connection)) this.#roster.came(connection);
    this.notify();
  }

  /** What the roster says of somebody has changed; `notify` sends it. */
  changed(connection: Connection): void {
    this.#roster.came(connection);
  }

  /** Somebody went, and no other socket has their client id. */
  left(connection: Connection): void {
    this.#roster.went(connection);
    this.notify();
  }

  /** Somebody has written: in a crowd, they are named from then on. The commit sends that. */
  acted(connection: Connection): void {
    this.#roster.acted(connection);
  }

  /** Somebody's selection moved, and no operation carries it to the others. */
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

  /** All have gone, and nobody is left to hear of it. */
  empty(): void {
    this.#roster.empty();
  }

  /** Sends what has changed, now or at the end of the interval; nothing when nothing has. */
  notify(): void {
    const { due, countDue, size } = this.#roster;
    if (!due && !countDue) return;
    const { now, after } = this.#deps;
    const at = this.#sentAt + Math.max(EVERY_MS, size * (due ? MS_PER_CLIENT : COUNT_MS_PER_CLIENT));
    const time = now();
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

  // The count goes to those that understand it; with no other news, to them alone.
  #send(): void {
    const roster = this.#roster;
    const { due, countDue } = roster;
    const message = roster.take(this.#deps.source.version);
    const text = JSON.stringify(message);
    const counted = new Map<number, string>();
    const withCount = (connection: Connection): string => {
      const more = roster.moreFor(connection.state.client ?? '');
      let known = counted.get(more);
      if (known === undefined) {
        known = JSON.stringify({ ...message, more });
        counted.set(more, known);
      }
      return known;
    };
    this.#deps.delivery.sendEach(text.length, (connection) => {
      if (countDue && connection.offers('crowd.v1')) return withCount(connection);
      return due ? text : null;
    });
  }
}
