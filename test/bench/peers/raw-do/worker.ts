import { DurableObject } from 'cloudflare:workers';

interface RawEnv {
  OBJECT: DurableObjectNamespace<RawDocument>;
  VARIABLES: {
    /** Whether messages are stored. */
    sql: boolean;
    /** For how long messages are gathered into one row and one frame; 0: each is its own. */
    gatherMs: number;
    /** Ends a batch at this many messages, whatever the time. */
    gatherAtMost: number;
  };
}

// The most that a row, or a frame of the log, holds.
const PART = 1 << 20;

/**
 * The least that an object can do for a shared document: number each message, append it to SQLite, acknowledge it, and
 * relay it to everybody else. The first letter of what it sends says what it is.
 */
export class RawDocument extends DurableObject<RawEnv> {
  readonly #sql: SqlStorage;
  readonly #sockets: Map<WebSocket, number>;
  #version: number;
  #lastSocket = 0;
  #batch: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ctx: DurableObjectState, env: RawEnv) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec('CREATE TABLE IF NOT EXISTS log (version INTEGER PRIMARY KEY, message TEXT)');
    this.#sql.exec('CREATE TABLE IF NOT EXISTS snapshot (part INTEGER PRIMARY KEY, body TEXT)');
    this.#version = this.#number('SELECT max(version) AS n FROM log');
    this.#sockets = new Map(
      ctx.getWebSockets().map((socket) => [socket, socket.deserializeAttachment() as number]),
    );
  }

  override async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname.endsWith('/stats')) {
      const log = this.#number('SELECT sum(length(message)) AS n FROM log');
      const doc = this.#number('SELECT sum(length(body)) AS n FROM snapshot');
      return Response.json({ log, doc });
    }
    if (request.method === 'PUT') {
      this.#replace(await request.text());
      return Response.json({ ok: true });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#enter(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, message: string): void {
    const version = ++this.#version;
    if (this.env.VARIABLES.gatherMs > 0) {
      this.#batch.push(`${this.#sockets.get(socket)}:${message}`);
      if (this.#batch.length >= this.env.VARIABLES.gatherAtMost) this.#flush();
      else if (this.#batch.length === 1)
        this.#timer = setTimeout(() => this.#flush(), this.env.VARIABLES.gatherMs);
      return;
    }
    if (this.env.VARIABLES.sql) this.#sql.exec('INSERT INTO log VALUES (?, ?)', version, message);
    const relayed = `${version} ${message}`;
    for (const other of this.#sockets.keys()) other.send(other === socket ? 'a' : relayed);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#sockets.delete(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.#sockets.delete(socket);
  }

  #number(query: string): number {
    return this.#sql.exec<{ n: number | null }>(query).one().n ?? 0;
  }

  #replace(body: string): void {
    this.#sql.exec('DELETE FROM snapshot');
    this.#sql.exec('DELETE FROM log');
    for (let i = 0; i * PART < body.length; i++) {
      this.#sql.exec('INSERT INTO snapshot VALUES (?, ?)', i, body.slice(i * PART, (i + 1) * PART));
    }
  }

  #enter(socket: WebSocket): void {
    const id = ++this.#lastSocket;
    socket.serializeAttachment(id);
    this.#sockets.set(socket, id);
    for (const { body } of this.#sql.exec<{ body: string }>('SELECT body FROM snapshot ORDER BY part')) {
      socket.send(`s${body}`);
    }
    let part = '';
    for (const { message } of this.#sql.exec<{ message: string }>(
      'SELECT message FROM log ORDER BY version',
    )) {
      part += `${message}\n`;
      if (part.length <= PART / 2) continue;
      socket.send(`l${part}`);
      part = '';
    }
    if (part !== '') socket.send(`l${part}`);
    socket.send(`e${id} ${this.#version}`);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const body = this.#batch.join('\n');
    this.#batch = [];
    if (this.env.VARIABLES.sql) this.#sql.exec('INSERT INTO log VALUES (?, ?)', this.#version, body);
    const message = `b${this.#version}\n${body}`;
    for (const socket of this.#sockets.keys()) socket.send(message);
  }
}

export default {
  fetch(request: Request, env: RawEnv): Promise<Response> {
    const [, , name = ''] = new URL(request.url).pathname.split('/');
    return env.OBJECT.getByName(name).fetch(request);
  },
};
