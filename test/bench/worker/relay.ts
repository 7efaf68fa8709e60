import { DurableObject } from 'cloudflare:workers';
import {
  CommitPolicy,
  type Gathering,
  gathering,
} from '../../../durable-objects/document/collab/commit-policy.ts';

const COMMIT_MS = 40;

/**
 * The minimum of an object that gathers as the Document does: it numbers incoming messages and sends them on. It
 * parses, transforms and stores nothing, so nothing is durable. The platform's cost of that many messages and frames is
 * a lower bound for the real Document; the rest is its own.
 */
export class Relay extends DurableObject {
  readonly #policy = new CommitPolicy();
  readonly #sockets: WebSocket[] = [];
  #version = 0;
  #open: string[] = [];
  #timer = false;

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#sockets.push(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    if (data === 'join') {
      socket.send(`{"type":"joined","version":${this.#version}}`);
      return;
    }
    this.#open.push(data as string);
    this.#sendSoon(Date.now());
  }

  async rowsWritten(): Promise<number> {
    return 0;
  }

  async count(): Promise<number> {
    return this.#version;
  }

  #sendSoon(now: number): void {
    if (this.#policy.isDue(now, this.#gathering, this.#open.length, this.#sockets.length)) this.#send(now);
    else if (!this.#timer) this.#sendLater(now);
  }

  #sendLater(now: number): void {
    const [entries, writers] = [this.#open.length, this.#sockets.length];
    const wait = this.#policy.patienceMs(now, this.#gathering, entries, writers);
    if (wait === 0) {
      this.#send(now);
      return;
    }
    this.#timer = true;
    setTimeout(() => {
      this.#timer = false;
      if (this.#open.length > 0) this.#sendLater(Date.now());
    }, wait);
  }

  get #gathering(): Gathering {
    return gathering(this.#sockets.length, COMMIT_MS);
  }

  #send(now: number): void {
    const from = this.#version;
    this.#version += this.#open.length;
    this.#policy.committed(now);
    const message = `{"type":"ops","from":${from},"to":${this.#version},"ops":[${this.#open.join()}]}`;
    this.#open = [];
    for (const socket of this.#sockets) if (socket.readyState === WebSocket.OPEN) socket.send(message);
  }
}
