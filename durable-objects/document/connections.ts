import { CLOSE, type Close } from '../../src/protocol/close-codes.ts';
import type { Quotas } from '../../src/protocol/quotas.ts';
import { SUBPROTOCOL } from '../../src/protocol/version.ts';
import { type Admission, type Attachment, Connection, newAttachment } from './connection.ts';

const JOIN_WITHIN_MS = 10_000;

/** The sockets of a Document. The platform keeps them through hibernation; this finds them again. */
export class Connections {
  readonly #ctx: DurableObjectState;
  readonly #quotas: Quotas;
  readonly bySocket = new Map<unknown, Connection>();

  constructor(ctx: DurableObjectState, quotas: Quotas) {
    this.#ctx = ctx;
    this.#quotas = quotas;
    const now = Date.now();
    for (const socket of ctx.getWebSockets()) {
      const attachment = socket.deserializeAttachment() as Attachment | null;
      if (attachment === null || attachment.gone) continue;
      this.bySocket.set(socket, new Connection(socket, attachment, now));
    }
  }

  /** The connection of a socket; undefined for one that has been superseded or closed. */
  of(socket: WebSocket): Connection | undefined {
    return this.bySocket.get(socket);
  }

  /** Whether anybody has joined. */
  get anybody(): boolean {
    for (const connection of this.bySocket.values()) if (connection.joined) return true;
    return false;
  }

  /** Accepts an upgrade, or refuses it by closing at once: a browser cannot read a refusal's status. */
  accept(admission: Admission): { response: Response; connection: Connection | null } {
    const { 0: client, 1: server } = new WebSocketPair();
    let own = 0;
    for (const connection of this.bySocket.values())
      if (connection.state.user.id === admission.user.id) own++;
    const { socketsPerUserAndDocument, socketsPerDocument } = this.#quotas;
    if (own >= socketsPerUserAndDocument || this.bySocket.size >= socketsPerDocument)
      return { response: refuse(CLOSE.rateLimited), connection: null };
    this.#ctx.acceptWebSocket(server);
    const now = Date.now();
    const connection = new Connection(server, newAttachment(admission, now), now);
    connection.save();
    this.bySocket.set(server, connection);
    return { response: upgraded(client), connection };
  }

  /** When something about a socket ends by itself after `now`, in ms since 1970; null for never. */
  nextEnd(now: number): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const connection of this.bySocket.values()) {
      // What has ended and is still here is seen to at its next frame.
      if (connection.open && connection.endsAt > now) next = Math.min(next, connection.endsAt);
    }
    return Number.isFinite(next) ? next : null;
  }

  /** Closes who has not joined in time; returns when the next one's time is over, null for none. */
  closeUnjoined(now: number): number | null {
    let next: number | null = null;
    for (const [socket, connection] of [...this.bySocket]) {
      if (connection.state.client !== null) continue;
      const deadline = connection.state.connectedAt + JOIN_WITHIN_MS;
      if (deadline > now) next = Math.min(next ?? deadline, deadline);
      else {
        connection.close(CLOSE.protocolError, 'no join within 10 s');
        this.bySocket.delete(socket);
      }
    }
    return next;
  }
}

/** When a socket that connects at `now` has to have joined, in ms since 1970. */
export function joinDeadline(now: number): number {
  return now + JOIN_WITHIN_MS;
}

/** Completes the handshake and closes at once. */
export function refuse(close: Close): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(close.code, close.reason);
  return upgraded(client);
}

function upgraded(client: WebSocket): Response {
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: { 'Sec-WebSocket-Protocol': SUBPROTOCOL },
  });
}
