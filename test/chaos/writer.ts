import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../../src/ot/canonical.ts';
import { knownOffers, type Offer } from '../../src/protocol/offers.ts';
import type { WebSocketLike } from '../../web/collab/connection.ts';
import { type OpenDocument, openDocument } from '../../web/collab/open-document.ts';
import type { Outbox, OutboxRecord, Status } from '../../web/collab/ports.ts';
import type { Random } from '../support/random.ts';
import { randomOperation } from '../support/rich-text.ts';
import type { Account, Api } from './api.ts';
import { Overheard } from './overheard.ts';
import type { Seen } from './seen.ts';

/** The dependencies of a writer. */
export interface WriterOptions {
  api: Api;
  origin: string;
  account: Account;
  docId: string;
  random: Random;
  seen: Seen;
  /** The additions to the protocol that it offers. */
  offers: readonly Offer[];
}

/**
 * A person who types into a document with the product's client library, over real sockets, and whose machine continues
 * when the platform dies: the library reconnects by itself.
 */
export class Writer {
  readonly docId: string;
  status: Status = { state: 'loading' };
  failure: string | null = null;
  synced = 0;
  typed = 0;
  readonly #open: OpenDocument;
  readonly #random: Random;
  #typing = true;
  // Why its last socket was closed.
  #closed = '';
  #loop: Promise<void>;

  constructor({ api, origin, account, docId, random, seen, offers }: WriterOptions) {
    this.docId = docId;
    this.#random = random;
    this.#open = openDocument({
      docId,
      userId: account.id,
      origin,
      accessToken: async () => account.token,
      refreshToken: () => api.signIn(account),
      editor: { load: () => {}, apply: () => {}, flush: () => {} },
      outbox: memoryOutbox(),
      events: {
        status: (status) => {
          this.status = status;
          if (status.state === 'stopped') this.failure = `stopped: ${status.reason} (${this.#closed})`;
        },
        peers: () => {},
        role: () => {},
        rejected: ({ code, message }) => {
          this.failure = `rejected: ${code} ${message}`;
        },
        synced: (version) => {
          this.synced = version;
        },
      },
      // Reconnects soon: the test is about the result, not the wait.
      clock: { ...realTime, random: () => random.next() * 0.1 },
      openSocket: (url, protocols) => {
        const kept = protocols.filter((name) => !isOffer(name) || offers.includes(name));
        const socket = new WebSocket(url, kept);
        socket.addEventListener('close', ({ code, reason }) => {
          this.#closed = `${code} ${reason}`;
        });
        return overheard(socket, new Overheard(docId, seen));
      },
    });
    this.#loop = this.#type();
  }

  get version(): number {
    return this.#open.client.version ?? 0;
  }

  /** The writer's content. */
  contents(): string {
    return canonicalJson(this.#open.client.contents());
  }

  /** Stops typing; resolves when all typed text is committed. */
  async rest(): Promise<void> {
    this.#typing = false;
    await this.#loop;
    this.#open.client.flush();
    while (this.status.state !== 'saved' && this.failure === null) await sleep(20);
  }

  async close(): Promise<void> {
    this.#typing = false;
    await this.#loop;
    await this.#open.close();
  }

  async #type(): Promise<void> {
    while (this.#typing && this.failure === null) {
      await sleep(this.#random.between(5, 120));
      if (this.status.state === 'loading') continue;
      this.typed++;
      const { client } = this.#open;
      client.edit(randomOperation(this.#random, client.contents(), { members: 2 }));
    }
  }
}

const realTime = {
  now: () => Date.now(),
  after(ms: number, action: () => void): () => void {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

function isOffer(name: string): name is Offer {
  return knownOffers([name]).length > 0;
}

// Records what arrives before the client handles it.
function overheard(socket: WebSocket, by: Overheard): WebSocketLike {
  socket.addEventListener('message', ({ data }) => by.received(String(data)));
  const send = socket.send.bind(socket);
  socket.send = (text) => {
    by.sent(String(text));
    send(text);
  };
  return socket as unknown as WebSocketLike;
}

// The writer's own machine does not die: memory is durable enough.
function memoryOutbox(): Outbox {
  const records = new Map<string, OutboxRecord>();
  return {
    save: async (record) => void records.set(record.client, structuredClone(record)),
    remove: async (_, client) => void records.delete(client),
    claim: async () => {},
    release: async () => {},
    adopt: async () => null,
    keep: async () => {},
    kept: async () => [],
    forget: async () => {},
  };
}
