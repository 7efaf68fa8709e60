import { LightSocket } from '../light-socket.ts';
import type { PeerServer } from './peer.ts';

const PATIENCE_MS = 60_000;

/**
 * A client that speaks a peer's protocol exactly, but keeps no document that no one looks at: a hundred whole clients in
 * one process would measure themselves. It counts its edits that are not acknowledged yet.
 */
export abstract class ThinEditor {
  unacknowledged = 0;
  /** Called after every acknowledgement. */
  onAcknowledged: (() => void) | null = null;
  /** Called with every message, before the editor reads it. */
  observed: ((payload: Buffer) => void) | null = null;
  readonly #port: number;
  readonly #path: string;
  readonly #protocols: readonly string[];
  #socket: LightSocket | null = null;
  #closed = false;
  #ready: () => void = () => {};

  constructor({ port }: PeerServer, path: string, protocols: readonly string[] = []) {
    this.#port = port;
    this.#path = path;
    this.#protocols = protocols;
  }

  get bytesIn(): number {
    return this.#socket?.bytesIn ?? 0;
  }

  get bytesOut(): number {
    return this.#socket?.bytesOut ?? 0;
  }

  get framesIn(): number {
    return this.#socket?.framesIn ?? 0;
  }

  get framesOut(): number {
    return this.#socket?.framesOut ?? 0;
  }

  /** Types at the caret, which moves on. */
  abstract type(text: string): void;

  /** Removes `remove` characters at `at` and inserts there. */
  abstract edit(at: number, remove: number, insert: string): void;

  /** Takes one message of the server. */
  protected abstract received(payload: Buffer): void;

  /** Connects, says `hello`, and resolves when the subclass has called `ready`. */
  protected async connect(hello: readonly (string | Uint8Array)[] = []): Promise<this> {
    const ready = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${this.#path}: not ready`)), PATIENCE_MS);
      this.#ready = () => {
        clearTimeout(late);
        resolve();
      };
    });
    const events = {
      message: (payload: Buffer) => {
        this.observed?.(payload);
        this.received(payload);
      },
      closed: (code: number) => {
        if (!this.#closed) throw new Error(`${this.#path}: the server closed with ${code}`);
      },
    };
    this.#socket = await LightSocket.open(this.#port, this.#path, events, this.#protocols);
    for (const message of hello) this.send(message);
    await ready;
    return this;
  }

  /** The document has been received: `connect` may resolve. */
  protected ready(): void {
    this.#ready();
  }

  protected send(message: string | Uint8Array): void {
    this.#socket?.send(message);
  }

  /** The server has taken `count` edits. */
  protected acknowledge(count: number): void {
    this.unacknowledged -= count;
    this.onAcknowledged?.();
  }

  /** Drops the connection. */
  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }
}
