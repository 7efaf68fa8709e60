import { Connection, type WebSocketLike } from '../../../web/collab/connection.ts';
import { DocumentClient } from '../../../web/collab/document-client.ts';
import type { KeptEdit } from '../../../web/collab/ports.ts';
import { SimClock } from '../../simulation/sim-clock.ts';
import { SimOutbox } from '../../simulation/sim-outbox.ts';
import { Random } from '../../support/random.ts';

/** A socket that only records what it is sent; the test says what arrives. It answers pings while `answersPings`. */
export class FakeSocket implements WebSocketLike {
  readonly sent: string[] = [];
  readyState = 1;
  closed = false;
  answersPings = true;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly protocols: string[];
  constructor(protocols: string[]) {
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(text);
    if (text === 'ping' && this.answersPings) this.onmessage?.({ data: 'pong' });
  }
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.onopen?.(undefined as never);
  }
  drop(code: number): void {
    this.onclose?.({ code });
  }
}

const USER = 'personxxxxxxxxxxxxxxxx';

function token(expiresAtMs: number): string {
  return `h.${Buffer.from(JSON.stringify({ exp: expiresAtMs / 1_000 })).toString('base64url')}.s`;
}

/** The answer to a join at this version, with a snapshot of the text “text”. */
export const joined = (version: number): string =>
  JSON.stringify({
    type: 'joined',
    protocol: 1,
    version,
    role: 'editor',
    user: { id: USER, name: 'P', color: '#000000' },
    snapshot: { version, ops: [{ insert: 'text\n' }] },
    synced: 0,
    roster: [],
    limits: { opBytes: 1, documentBytes: 1 },
  });

/** A tab: a client of one document on a connection, in virtual time; it has joined at version 1 as an editor. */
export class ConnectedTab {
  readonly clock = new SimClock(new Random(1));
  readonly outbox = new SimOutbox();
  /** Every socket that the connection opened, oldest first. */
  readonly sockets: FakeSocket[] = [];
  /** The edits that were kept for the user. */
  readonly kept: KeptEdit[] = [];
  /** How often a fresh token was asked for. */
  refreshes = 0;
  /** What asking for a fresh token throws; null: it succeeds. */
  failRefresh: Error | null = null;
  readonly client: DocumentClient;
  readonly connection: Connection;

  private constructor() {
    const clock = this.clock.for({});
    this.client = new DocumentClient({
      docId: 'd',
      userId: USER,
      clock,
      outbox: this.outbox.for({}),
      fetchSnapshot: () => Promise.reject(new Error('unused')),
      editor: { load: () => {}, apply: () => {}, flush: () => {} },
      events: {
        status: () => {},
        peers: () => {},
        role: () => {},
        rejected: (edit) => this.kept.push(edit),
        synced: () => {},
      },
    });
    const fresh = (): string => token(this.clock.time + 900_000);
    this.connection = new Connection({
      client: this.client,
      clock,
      tokens: {
        current: async () => fresh(),
        refresh: async () => {
          this.refreshes++;
          if (this.failRefresh !== null) throw this.failRefresh;
          return fresh();
        },
      },
      openSocket: (protocols) => {
        const socket = new FakeSocket(protocols);
        this.sockets.push(socket);
        return socket;
      },
    });
  }

  /** Connects and joins. */
  static async open(): Promise<ConnectedTab> {
    const connected = new ConnectedTab();
    connected.connection.start();
    await connected.settle();
    connected.latest().open();
    connected.latest().onmessage?.({ data: joined(1) });
    return connected;
  }

  /** The socket that was opened last. */
  latest(): FakeSocket {
    return this.sockets.at(-1) as FakeSocket;
  }

  /** Lets the outbox store everything, and what waits for it go on. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) {
      while (this.outbox.waiting > 0) this.outbox.settle();
      await null;
    }
  }

  /** Lets virtual time pass, firing what is due on the way. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.time + ms;
    while (this.clock.fireUntil(until)) await this.settle();
    await this.settle();
  }
}

/** What a socket was sent, without the pings. */
export const messages = (socket: FakeSocket): { type: string }[] =>
  socket.sent.filter((text) => text !== 'ping').map((text) => JSON.parse(text) as { type: string });
