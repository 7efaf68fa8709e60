import { DurableObject } from 'cloudflare:workers';

/**
 * The minimum of a collaborative document on this platform: every message gets a number and a row, and goes to every
 * socket. It does not read, transform or gather. The cost of the real Document is compared with this.
 */
export class BareObject extends DurableObject {
  #version = 0;
  #rows = 0;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS ops (version INTEGER PRIMARY KEY, op TEXT NOT NULL)');
    this.#version = ctx.storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM ops').one().n;
  }

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): void {
    if (data === 'join') {
      socket.send(`{"type":"joined","version":${this.#version}}`);
      return;
    }
    const from = this.#version++;
    const { rowsWritten } = this.ctx.storage.sql.exec('INSERT INTO ops VALUES (?, ?)', this.#version, data);
    this.#rows += rowsWritten;
    const message = `{"type":"ops","from":${from},"to":${this.#version},"ops":[${data as string}]}`;
    for (const other of this.ctx.getWebSockets()) {
      if (other.readyState === WebSocket.OPEN) other.send(message);
    }
  }

  async rowsWritten(): Promise<number> {
    return this.#rows;
  }

  async count(): Promise<number> {
    return this.ctx.storage.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM ops').one().n;
  }
}
