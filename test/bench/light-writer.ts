import { newClientId } from '../../src/base/ids.ts';
import { LightSocket } from './light-socket.ts';

const OPS_PREFIX = Buffer.from('{"type":"ops","from":');
const COMMA = 0x2c;
const ZERO = 0x30;
const BRACKET = 0x5b;

/** Where a client connects, and as which user. */
export interface Door {
  kind: 'document' | 'bare' | 'relay';
  port: number;
  path: string;
  /** A user's id, the prefix of the client ids. */
  user: string;
  protocols: readonly string[];
}

/** An entry of a frame in the short form. */
type ShortEntry = [number: number, ...members: unknown[]] | { client: string; seq: number };

/** Called for every frame that reaches a client: the operations in it, and its arrival time. */
export type FrameListener = (ops: readonly { client: string; seq: number }[], at: number) => void;

/**
 * A client that only counts: it knows its version and whether its operation was acknowledged, and reads no more of a
 * frame than that. Its inserts are at places that every version has, so it needs no text.
 */
export class LightWriter {
  readonly client: string;
  readonly sentAt = new Map<number, number>();
  version = 0;
  seq = 0;
  inflight = false;
  closedWith: number | null = null;
  /** Called when the operation in flight is acknowledged. */
  acked: (writer: LightWriter, at: number) => void = () => {};
  heard: FrameListener | null = null;
  // In the short form, if the server has given it a number: the clients by number, and the last `seq` of each.
  #number: number | null = null;
  readonly #clients = new Map<number, string>();
  readonly #seqs = new Map<string, number>();
  /** Called when everything up to a version is archived. */
  synced: (version: number) => void = () => {};
  #socket: LightSocket | null = null;
  #mark: Buffer;
  readonly #door: Door;
  #joined: (() => void) | null = null;
  #confirmedVersion = 0;
  #caughtUpAt = Number.POSITIVE_INFINITY;
  #confirmedBytes = 0;

  constructor(door: Door) {
    this.#door = door;
    this.client = newClientId(door.user);
    this.#mark = Buffer.from(`"client":"${this.client}","seq":`);
  }

  get bytesIn(): number {
    return this.#socket?.bytesIn ?? 0;
  }

  get bytesOut(): number {
    return this.#socket?.bytesOut ?? 0;
  }

  /** Connects, joins, and resolves when it has the newest version. */
  async join(): Promise<void> {
    const { port, path, protocols } = this.#door;
    const events = {
      message: (payload: Buffer, at: number) => this.#receive(payload, at),
      closed: (code: number) => {
        this.closedWith = code;
      },
    };
    const offers = this.#door.kind === 'document' ? ['short.v1'] : [];
    this.#socket = await LightSocket.open(port, path, events, ['collab.v1', ...offers, ...protocols]);
    const joined = new Promise<void>((resolve) => {
      this.#joined = resolve;
    });
    const { client } = this;
    if (this.#door.kind !== 'document') this.#socket.send('join');
    else this.#socket.send(JSON.stringify({ type: 'join', client, version: null, pending: false }));
    await joined;
  }

  /** Inserts one character at `index`; nothing may be in flight. */
  insert(index: number): void {
    this.seq++;
    this.inflight = true;
    this.sentAt.set(this.seq, performance.now());
    this.#confirmedVersion = this.version;
    this.#confirmedBytes = this.bytesIn;
    this.#socket?.send(this.#op(index));
  }

  #op(index: number): string {
    const { version, seq } = this;
    if (this.#number !== null) return `[${version},${seq},${index},"x"]`;
    const delta = `[{"retain":${index}},{"insert":"x"}]`;
    return this.#door.kind === 'document'
      ? `{"type":"op","version":${version},"seq":${seq},"delta":${delta}}`
      : `{"client":"${this.client}","seq":${seq},"delta":${delta}}`;
  }

  /** As required of a reader that never writes: confirms its version every 1,000 versions and every MiB. */
  confirm(): void {
    if (this.#door.kind !== 'document') return;
    if (this.version - this.#confirmedVersion < 1_000 && this.bytesIn - this.#confirmedBytes < 2 ** 20)
      return;
    this.#confirmedVersion = this.version;
    this.#confirmedBytes = this.bytesIn;
    this.#socket?.send(`{"type":"cursor","version":${this.version},"cursor":null}`);
  }

  /** Drops the connection. */
  drop(): void {
    this.#socket?.destroy();
  }

  // Until it has the version in the answer to its join, it may not write (docs/protocol.md, Catching up).
  #lookCaughtUp(): void {
    if (this.version < this.#caughtUpAt) return;
    this.#joined?.();
    this.#joined = null;
  }

  #receive(payload: Buffer, at: number): void {
    if (payload[0] === BRACKET) {
      this.#receiveShort(JSON.parse(payload.toString('latin1')), at);
      return;
    }
    const { length } = OPS_PREFIX;
    if (payload.length < length || payload.compare(OPS_PREFIX, 0, length, 0, length) !== 0) {
      this.#receiveOther(payload.toString());
      return;
    }
    let i = length;
    let from = 0;
    for (; payload[i] !== COMMA; i++) from = from * 10 + (payload[i] ?? 0) - ZERO;
    let to = 0;
    // Past `,"to":`
    for (i += 6; payload[i] !== COMMA; i++) to = to * 10 + (payload[i] ?? 0) - ZERO;
    if (!this.#grows(from, to)) return;
    this.#lookCaughtUp();
    this.heard?.((JSON.parse(payload.toString()) as { ops: { client: string; seq: number }[] }).ops, at);
    this.#took(payload.includes(this.#mark), at);
  }

  #receiveShort([from, ...entries]: [number, ...ShortEntry[]], at: number): void {
    if (!this.#grows(from, from + entries.length)) return;
    const ops = entries.map((entry) => this.#author(entry));
    this.heard?.(ops, at);
    const isOwn = ops.some(({ client }) => client === this.client);
    this.#took(isOwn, at);
  }

  // An entry with a number has no `seq`: it is the next one of its client, since none of them is refused here.
  #author(entry: ShortEntry): { client: string; seq: number } {
    const client = Array.isArray(entry) ? (this.#clients.get(entry[0]) ?? '') : entry.client;
    const seq = Array.isArray(entry) ? (this.#seqs.get(client) ?? 0) + 1 : entry.seq;
    this.#seqs.set(client, seq);
    return { client, seq };
  }

  // Takes the version after a frame; false for a frame that the answer to `join` covers already.
  #grows(from: number, to: number): boolean {
    if (from !== this.version) {
      if (to <= this.version) return false;
      throw new Error(`${this.client} holds version ${this.version} and was sent ${from} to ${to}`);
    }
    this.version = to;
    return true;
  }

  #took(isOwn: boolean, at: number): void {
    if (this.inflight && isOwn) {
      this.inflight = false;
      this.acked(this, at);
    } else if (!this.inflight) this.confirm();
  }

  #receiveOther(text: string): void {
    const message = JSON.parse(text) as {
      type: string;
      version: number;
      snapshot?: { version: number } | null;
      code?: string;
      number?: number;
      numbers?: Record<string, number>;
    };
    for (const [client, number] of Object.entries(message.numbers ?? {})) this.#clients.set(number, client);
    if (message.type === 'joined') {
      // The frames after the snapshot follow; the snapshot itself is not needed here.
      this.version = message.snapshot?.version ?? message.version;
      this.#number = message.number ?? null;
      if (this.#number !== null) this.#clients.set(this.#number, this.client);
      this.#confirmedVersion = this.version;
      this.#caughtUpAt = message.version;
      this.#lookCaughtUp();
    } else if (message.type === 'synced') this.synced(message.version);
    else if (message.type === 'reject') throw new Error(`${this.client}: rejected: ${text}`);
  }
}
