import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { JoinedMessage } from '../../src/protocol/messages.ts';
import { DocumentClient } from '../../web/collab/document-client.ts';
import { fetchSnapshot } from '../../web/collab/fetch-snapshot.ts';
import type { EditorPort, Outbox, Transport } from '../../web/collab/ports.ts';
import type { Target } from './target.ts';

/** Stores nothing: the benchmark's people do not crash. A write is durable at once. */
export const NO_OUTBOX: Outbox = {
  save: async () => {},
  remove: async () => {},
  claim: async () => {},
  release: async () => {},
  adopt: async () => null,
  keep: async () => {},
  kept: async () => [],
  forget: async () => {},
};

const PATIENCE_MS = 60_000;

/** A person at a document, through the product's client library, over a real socket. */
export class Person {
  readonly client: DocumentClient;
  bytesIn = 0;
  /** When the last bytes of the text arrived; the earlier ones have been parsed by then. */
  arrivedAt = 0;
  bytesOut = 0;
  opsSent = 0;
  /** Called with the time in ms from sending an operation until its acknowledgement. */
  acknowledged: (ms: number) => void = () => {};
  #sentAt: number | null = null;
  // Its number in short frames; none where the server does not know them.
  #number: number | undefined;
  #socket: WebSocket | null = null;
  #failure: string | null = null;
  #dropped = false;
  #joined: () => void = () => {};
  readonly #target: Target;
  readonly #user: string;

  constructor(target: Target, index: number, editor: EditorPort) {
    this.#target = target;
    this.#user = `people${String(index).padStart(2, '0')}00000000000000`;
    this.client = new DocumentClient({
      docId: target.name,
      userId: this.#user,
      editor,
      outbox: NO_OUTBOX,
      events: {
        status: (status) => {
          if (status.state === 'stopped') this.#failure = status.reason;
          if (status.state === 'saved') this.#joined();
        },
        peers: () => {},
        role: () => {},
        rejected: (edit) => {
          this.#failure = `rejected: ${edit.code} ${edit.message}`;
        },
        synced: () => {},
      },
      fetchSnapshot: (url) =>
        fetchSnapshot(url, (bytes) => {
          this.arrivedAt = performance.now();
          this.bytesIn += bytes;
        }),
    });
  }

  /** Connects; resolves when the text is there and caught up. */
  async join(): Promise<void> {
    const path = this.#target.socketPath(this.#user);
    const socket = new WebSocket(`ws://${this.#target.server.address}${path}`, ['collab.v1', 'short.v1'], {
      perMessageDeflate: false,
    });
    this.#socket = socket;
    const transport: Transport = {
      send: (text) => {
        this.bytesOut += Buffer.byteLength(text);
        if (text.startsWith('{"type":"op"') || text.startsWith('[')) {
          this.opsSent++;
          this.#sentAt = performance.now();
        }
        socket.send(text);
      },
      reconnect: () => {
        this.#failure = 'the client asked for another socket';
      },
    };
    const joined = new Promise<void>((resolve) => {
      this.#joined = resolve;
      socket.on('message', (data: Buffer) => {
        this.bytesIn += data.length;
        if (this.client.version === null) this.arrivedAt = performance.now();
        const text = data.toString();
        if (this.#sentAt !== null && this.#acknowledges(text)) {
          this.acknowledged(performance.now() - this.#sentAt);
          this.#sentAt = null;
        }
        if (text.startsWith('{"type":"joined"')) this.#number = (JSON.parse(text) as JoinedMessage).number;
        this.client.received(text);
      });
    });
    socket.on('open', () => this.client.opened(transport));
    socket.on('close', (code) => {
      if (!this.#dropped) this.#failure ??= `the server closed with ${code}`;
      this.client.closed(code);
    });
    socket.on('error', (error) => {
      this.#failure = error.message;
    });
    const patience = new AbortController();
    await Promise.race([joined, this.#patience(patience.signal)]);
    patience.abort();
    this.check();
  }

  // Whether this is a frame with the own operation.
  #acknowledges(text: string): boolean {
    if (!text.startsWith('[')) return text.includes(`"client":"${this.client.client}","seq"`);
    const [, ...entries] = JSON.parse(text) as [number, ...([number] | { client: string })[]];
    const { client } = this.client;
    return entries.some((entry) =>
      Array.isArray(entry) ? entry[0] === this.#number : entry.client === client,
    );
  }

  async #patience(signal: AbortSignal): Promise<void> {
    // Rejects when it is aborted: the join was in time.
    await sleep(PATIENCE_MS, undefined, { ref: false, signal }).then(
      () => {
        this.#failure ??= 'the join took too long';
      },
      () => undefined,
    );
  }

  /** Throws on any error that a person would have seen. */
  check(): void {
    if (this.#failure !== null) throw new Error(`${this.client.client}: ${this.#failure}`);
  }

  /** Resolves when everything is committed, and every later version up to `version` received. */
  async caughtUp(version = 0): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(1)) {
      this.check();
      const { status } = this.client;
      if (status.state === 'saved' && (this.client.version ?? 0) >= version) return;
      if (Date.now() > deadline) throw new Error(`still ${status.state} at version ${this.client.version}`);
    }
  }

  /** Drops the connection. */
  drop(): void {
    this.#dropped = true;
    this.#socket?.removeAllListeners('close');
    this.#socket?.terminate();
  }
}
