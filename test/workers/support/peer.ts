import { env } from 'cloudflare:workers';
import {
  type ConnectionGrant,
  type DocumentRpc,
  GRANT_HEADER,
} from '../../../durable-objects/document/rpc.ts';
import { must } from '../../../src/base/assert.ts';
import { randomId } from '../../../src/base/ids.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { ServerMessage } from '../../../src/protocol/messages.ts';

/** A Document's stub, as the Worker has it. */
export type Stub = DurableObjectStub & DocumentRpc;

/** A new document of its own, empty or with `content`. */
export async function newDocument(content: Delta | null = null): Promise<{ docId: string; stub: Stub }> {
  const docId = randomId();
  const stub = documentOf(docId);
  const created = await stub.create({ docId, userId: 'ownerxxxxxxxxxxxxxxxxx', content });
  if (!created.ok) throw new Error(created.error.message);
  return { docId, stub };
}

/** The Document of an id. */
export function documentOf(docId: string): Stub {
  return env.DOCUMENT.getByName(docId) as unknown as Stub;
}

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** One raw socket of one client. */
export class Peer {
  readonly client: string;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  #heard: string[] = [];
  #waiting: (() => void) | null = null;
  #gone = false;
  #pong = false;

  private constructor(socket: WebSocket, client: string) {
    this.#socket = socket;
    this.client = client;
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => {
        this.#gone = true;
        this.#waiting?.();
        resolve({ code, reason });
      });
    });
    socket.addEventListener('message', ({ data }) => {
      if (data === 'pong') this.#pong = true;
      else this.#heard.push(data as string);
      this.#waiting?.();
    });
    socket.accept();
  }

  /** Opens a socket with a grant, as the Worker would after authentication. */
  static async open(
    stub: Stub,
    docId: string,
    options: Partial<ConnectionGrant> & { userId?: string; client?: string } = {},
  ): Promise<Peer> {
    const response = await Peer.upgrade(stub, docId, options);
    const socket = must(response.webSocket, `refused with ${response.status}`);
    const userId = options.userId ?? 'personxxxxxxxxxxxxxxxx';
    return new Peer(socket, options.client ?? `${userId.slice(0, 8)}-${randomId(12)}`);
  }

  /** The response to an upgrade. */
  static upgrade(
    stub: Stub,
    docId: string,
    { userId = 'personxxxxxxxxxxxxxxxx', ...grant }: Partial<ConnectionGrant> & { userId?: string } = {},
  ): Promise<Response> {
    const full: ConnectionGrant = {
      docId,
      user: { id: userId, name: userId, color: '#112233' },
      role: 'editor',
      credentialId: 'a-session',
      strongestRole: 'owner',
      accessEndsAt: null,
      accessEpoch: 0,
      expiresAt: null,
      origin: 'https://docs.example',
      ...grant,
    };
    return stub.fetch('https://document/', {
      headers: { Upgrade: 'websocket', [GRANT_HEADER]: encodeURIComponent(JSON.stringify(full)) },
    });
  }

  /** Opens a socket and joins as a new client. */
  static async join(
    stub: Stub,
    docId: string,
    options: Parameters<typeof Peer.open>[2] = {},
  ): Promise<Peer & { joined: Of<'joined'> }> {
    const peer = await Peer.open(stub, docId, options);
    const joined = await peer.join(null, false);
    return Object.assign(peer, { joined });
  }

  join(version: number | null, pending: boolean, generation?: number): Promise<Of<'joined'>> {
    this.say({ type: 'join', client: this.client, version, pending, generation });
    return this.next('joined');
  }

  say(message: object): void {
    this.send(JSON.stringify(message));
  }

  send(data: string | ArrayBuffer): void {
    this.#socket.send(data);
  }

  op(version: number, seq: number, delta: unknown, cursor?: unknown): void {
    this.say({ type: 'op', version, seq, delta, ...(cursor === undefined ? {} : { cursor }) });
  }

  /** The next message of this type; skips others before it. Rejects when the socket closes first. */
  async next<T extends ServerMessage['type']>(type: T): Promise<Of<T>> {
    for (;;) {
      const index = this.#heard.findIndex((text) => text.startsWith(`{"type":"${type}"`));
      const [text] = index < 0 ? [] : this.#heard.splice(index, 1);
      if (text !== undefined) return JSON.parse(text) as Of<T>;
      if (this.#gone) throw new Error(`closed before a message of type ${type}`);
      await this.#change();
    }
  }

  /** Waits for the answer to a `ping`. */
  async pong(): Promise<void> {
    while (!this.#pong) await this.#change();
    this.#pong = false;
  }

  /** The types of the received messages that were not taken yet, in order. */
  get order(): string[] {
    return this.#heard.map((text) => (JSON.parse(text) as { type: string }).type);
  }

  /** The received messages of this type that were not taken yet. */
  heard<T extends ServerMessage['type']>(type: T): Of<T>[] {
    return this.#heard
      .map((text) => JSON.parse(text) as ServerMessage)
      .filter((m) => m.type === type) as Of<T>[];
  }

  /** Sends an operation and waits for its acknowledgement; returns its version. */
  async edit(version: number, seq: number, delta: Delta): Promise<number> {
    this.op(version, seq, delta);
    for (;;) {
      const { from, ops } = await this.next('ops');
      const index = ops.findIndex(
        (entry) => 'client' in entry && entry.client === this.client && entry.seq === seq,
      );
      if (index >= 0) return from + index + 1;
    }
  }

  close(): void {
    this.#socket.close(1000);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }
}
