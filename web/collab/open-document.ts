import type { Delta, Range } from '../../src/ot/op.ts';
import { OFFERS } from '../../src/protocol/offers.ts';
import { SUBPROTOCOL } from '../../src/protocol/version.ts';
import { type Clock, systemClock } from './clock.ts';
import { Connection, type WebSocketLike } from './connection.ts';
import { DocumentClient } from './document-client.ts';
import { fetchSnapshot } from './fetch-snapshot.ts';
import type { ReviewSource } from './follow-review.ts';
import type {
  ClientEvents,
  DocumentClientOptions,
  EditorPort,
  Outbox,
  OutboxRecord,
  Status,
} from './ports.ts';

/** The options of `openDocument`. */
export interface OpenDocumentOptions {
  docId: string;
  userId: string;
  /** Where the API is, such as `https://docs.example.com`. */
  origin: string;
  /** A token that is valid now. Throws SignedOut when the user has to sign in again. */
  accessToken(): Promise<string>;
  /** A fresh token. Throws SignedOut likewise. */
  refreshToken(): Promise<string>;
  editor: EditorPort;
  outbox: Outbox;
  events: ClientEvents;
  clock?: Clock;
  /** Whether it is a page in which a person writes (see DocumentClientOptions). */
  page?: boolean;
  /** `followReview`, where the review is shown; without it, nothing of it is asked for or told. */
  review?: (source: ReviewSource) => DocumentClientOptions['review'];
  /** Opens a socket; the platform's WebSocket unless given. */
  openSocket?: (url: string, protocols: string[]) => WebSocketLike;
}

/** An open document: its client and its connection to the server. The editor reports to it. */
export interface OpenDocument {
  /** The current client: it is replaced when it breaks. */
  readonly client: DocumentClient;
  /** How many changes would be lost with this page: neither acknowledged nor durable. */
  readonly atRisk: number;
  edit(delta: Delta): void;
  setSelection(range: Range | null): void;
  hold(): void;
  release(): void;
  /**
   * The editor threw outside of its port and may show anything: the document is loaded again. `untold` is the change
   * that it shows and has not reported; it is kept for its author.
   */
  fail(error: unknown, untold: Delta | null): void;
  /** The network is back, or the page is visible again. */
  wake(): void;
  /** The platform reports that the network is gone. */
  offline(): void;
  /**
   * Leaves; unsent edits are still sent while the page exists. When it resolves, nothing is at risk; on a device that
   * stores nothing, that is once the server has acknowledged.
   */
  close(): Promise<void>;
}

declare const WebSocket: new (url: string, protocols: string[]) => WebSocketLike;

/** The delays after which a broken client is replaced, in ms; one that breaks more often stays stopped. */
const REBUILD_AFTER_MS = [500, 2_000, 8_000, 30_000];
/** A client that worked this long starts again with the first delay. */
const HELD_MS = 60_000;

/**
 * Opens a document in an editor, and sends the edits that dead tabs of this user left for it. Those arrive in the
 * editor like another client's edits; the status covers all of them together. A client that breaks is replaced by one
 * that loads the document again; its unsent edits are sent like a dead tab's.
 */
export function openDocument(options: OpenDocumentOptions): OpenDocument {
  return new Opened(options);
}

class Opened implements OpenDocument {
  readonly #options: OpenDocumentOptions;
  readonly #clock: Clock;
  readonly #adopted = new Map<DocumentClient, Connection>();
  // Earlier clients may still have refused edits to write.
  readonly #all: DocumentClient[] = [];
  readonly #unkept = new Map<DocumentClient, number>();
  #client: DocumentClient;
  #connection: Connection;
  #own: Status = { state: 'loading' };
  #breaks = 0;
  #begunAt: number;
  #cancelRebuild: (() => void) | null = null;
  #closing: Promise<void> | null = null;
  #safe: (() => void) | null = null;

  constructor(options: OpenDocumentOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#begunAt = this.#clock.now();
    [this.#client, this.#connection] = this.#begin();
    // Without durable storage a dead tab cannot have left anything.
    void this.#adopt().catch(() => undefined);
  }

  get client(): DocumentClient {
    return this.#client;
  }

  get atRisk(): number {
    return this.#all.reduce((sum, client) => sum + client.atRisk, 0);
  }

  edit(delta: Delta): void {
    this.#client.edit(delta);
  }

  setSelection(range: Range | null): void {
    this.#client.setSelection(range);
  }

  hold(): void {
    this.#client.hold();
  }

  release(): void {
    this.#client.release();
  }

  fail(error: unknown, untold: Delta | null): void {
    this.#client.fail(error, untold);
  }

  wake(): void {
    for (const each of this.#connections()) each.wake();
  }

  offline(): void {
    for (const each of this.#connections()) each.offline();
  }

  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  async #leave(): Promise<void> {
    this.#cancelRebuild?.();
    const [client, connection] = [this.#client, this.#connection];
    const isOwed = await client.stop();
    connection.stop();
    if (isOwed) this.#inherit(client);
    if (this.atRisk > 0) await new Promise<void>((resolve) => (this.#safe = resolve));
  }

  #begin(): [DocumentClient, Connection] {
    const { editor, events, outbox, docId, review } = this.#options;
    const client: DocumentClient = new DocumentClient({
      ...common(this.#options),
      review: review?.(this.#options),
      editor,
      events: {
        ...events,
        status: (status) => this.#heard(client, status),
        unkept: (edits) => this.#countUnkept(client, edits),
      },
    });
    this.#all.push(client);
    const connection = connect(this.#options, client, review !== undefined);
    void outbox.claim(docId, client.client).catch(() => undefined);
    connection.start();
    return [client, connection];
  }

  #heard(client: DocumentClient, status: Status): void {
    const broken = status.state === 'stopped' && status.reason === 'broken';
    this.#own = broken && this.#closing === null && this.#rebuild(client) ? { state: 'rebuilding' } : status;
    this.#tell();
  }

  // Returns whether the client will be replaced.
  #rebuild(client: DocumentClient): boolean {
    this.#connection.stop();
    this.#inherit(client);
    if (this.#clock.now() - this.#begunAt >= HELD_MS) this.#breaks = 0;
    const wait = REBUILD_AFTER_MS[this.#breaks++];
    if (wait === undefined) return false;
    this.#cancelRebuild = this.#clock.after(wait, () => {
      this.#begunAt = this.#clock.now();
      this.#own = { state: 'loading' };
      [this.#client, this.#connection] = this.#begin();
      this.#tell();
    });
    return true;
  }

  // Another client sends under the same id what a client of this page has not sent; this page holds the claim to the id
  // throughout.
  #inherit(client: DocumentClient): void {
    const left = client.handOver();
    if (left !== null) this.#sendFor(left.resume, left.unrecorded);
  }

  #sendFor(resume: OutboxRecord, unrecorded: boolean): void {
    const { events } = this.#options;
    const headless: DocumentClient = new DocumentClient({
      ...common(this.#options),
      editor: { load: () => {}, apply: () => {}, flush: () => {} },
      events: {
        status: (status) => {
          if (status.state === 'saved' || status.state === 'stopped') void this.#finish(headless);
          this.#tell();
        },
        peers: () => {},
        role: () => {},
        rejected: (edit) => events.rejected(edit),
        synced: () => {},
        unkept: (edits) => this.#countUnkept(headless, edits),
      },
      resume,
      unrecorded,
    });
    this.#all.push(headless);
    const its = connect(this.#options, headless, false);
    this.#adopted.set(headless, its);
    its.start();
    this.#tell();
  }

  async #finish(headless: DocumentClient): Promise<void> {
    const its = this.#adopted.get(headless);
    if (its === undefined) return;
    this.#adopted.delete(headless);
    await headless.stop();
    its.stop();
    this.#tell();
  }

  async #adopt(): Promise<void> {
    const { outbox, docId, userId } = this.#options;
    for (;;) {
      const record = await outbox.adopt(docId, userId);
      if (record === null) return;
      if (this.#closing !== null) return outbox.release(docId, record.client);
      this.#sendFor(record, false);
    }
  }

  #countUnkept(client: DocumentClient, edits: number): void {
    this.#unkept.set(client, edits);
    this.#options.events.unkept?.([...this.#unkept.values()].reduce((sum, count) => sum + count, 0));
    if (this.atRisk === 0) this.#safe?.();
  }

  #tell(): void {
    const { events } = this.#options;
    const own = this.#own;
    const waiting = [...this.#adopted.keys()].reduce((sum, client) => sum + client.unsentEdits, 0);
    if (waiting > 0 && own.state === 'offline')
      events.status({ state: 'offline', edits: own.edits + waiting });
    else if (waiting > 0 && (own.state === 'saved' || own.state === 'saving'))
      events.status({ state: 'saving', version: own.version });
    else events.status(own);
    if (this.atRisk === 0) this.#safe?.();
  }

  #connections(): Connection[] {
    return [this.#connection, ...this.#adopted.values()];
  }
}

function common(
  options: OpenDocumentOptions,
): Pick<DocumentClientOptions, 'docId' | 'userId' | 'outbox' | 'clock' | 'page' | 'fetchSnapshot'> {
  const { docId, userId, outbox, clock = systemClock, page = false } = options;
  return { docId, userId, outbox, clock, page, fetchSnapshot: (url) => fetchSnapshot(url) };
}

function connect(options: OpenDocumentOptions, client: DocumentClient, isReviewing: boolean): Connection {
  const { origin, docId, clock = systemClock } = options;
  const openSocket =
    options.openSocket ?? ((url: string, protocols: string[]) => new WebSocket(url, protocols));
  const url = `${origin.replace(/^http/, 'ws')}/v1/collab/${docId}`;
  return new Connection({
    client,
    clock,
    subprotocols: [SUBPROTOCOL, ...OFFERS.filter((offer) => offer !== 'review.v1' || isReviewing)],
    tokens: { current: () => options.accessToken(), refresh: () => options.refreshToken() },
    openSocket: (protocols) => openSocket(url, protocols),
  });
}
