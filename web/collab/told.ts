import type { Role } from '../../src/protocol/role.ts';
import type { ClientEvents, News, Status } from './ports.ts';

/** What the client has reported to its host: each value is reported again only when it has changed. */
export class Told {
  readonly #events: ClientEvents;
  #status: Status = { state: 'loading' };
  #role: Role | null = null;
  #synced = 0;
  #unkept = 0;

  constructor(events: ClientEvents) {
    this.#events = events;
  }

  /** The status of the user's own edits. */
  get status(): Status {
    return this.#status;
  }

  /** The user's role, null before the first join. */
  get role(): Role | null {
    return this.#role;
  }

  /** Everything up to this version is in the archive. */
  get synced(): number {
    return this.#synced;
  }

  setStatus(status: Status): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return;
    this.#status = status;
    this.#events.status(status);
  }

  /** Returns whether the role changed. */
  setRole(role: Role): boolean {
    if (this.#role === role) return false;
    this.#role = role;
    this.#events.role(role);
    return true;
  }

  /** The version decreases when a document is recovered to an earlier state, which is reported too. */
  setSynced(version: number): void {
    if (this.#synced === version) return;
    this.#synced = version;
    this.#events.synced(version);
  }

  news(news: News): void {
    this.#events.news?.(news);
  }

  setUnkept(edits: number): void {
    if (this.#unkept === edits) return;
    this.#unkept = edits;
    this.#events.unkept?.(edits);
  }
}
