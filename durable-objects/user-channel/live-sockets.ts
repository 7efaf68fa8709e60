import { CLOSE, type Close } from '../../src/protocol/close-codes.ts';
import { CHANNEL_SUBPROTOCOL, type ChannelGrant } from './rpc.ts';

const AT_MOST = 20;
const EXPIRY_GRACE_MS = 60_000;

/** The open live channels of one user. The grant of each survives hibernation in its attachment. */
export class LiveSockets {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  /** Accepts an upgrade; refuses the 21st socket by closing at once. */
  accept(grant: ChannelGrant): Response {
    if (this.#open().length >= AT_MOST) return refuse(CLOSE.rateLimited);
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment(grant);
    return upgraded(client);
  }

  /** The grant that it was opened with; null for one that is closing. */
  grantOf(socket: WebSocket): ChannelGrant | null {
    return socket.deserializeAttachment() as ChannelGrant | null;
  }

  /** Continues a socket with a newer token. */
  renew(socket: WebSocket, grant: ChannelGrant): void {
    socket.serializeAttachment(grant);
  }

  /** Sends to each of them. */
  send(text: string): void {
    for (const socket of this.#open()) {
      try {
        socket.send(text);
      } catch {
        // It went away in this very moment.
      }
    }
  }

  /** Closes the sockets whose grant satisfies `condition`. */
  closeWhere(condition: (grant: ChannelGrant) => boolean, close: Close): void {
    for (const socket of this.#open()) {
      const grant = this.grantOf(socket);
      if (grant !== null && condition(grant)) this.close(socket, close);
    }
  }

  /** Closes one; messages that still arrive from it are ignored. */
  close(socket: WebSocket, close: Close): void {
    try {
      socket.serializeAttachment(null);
      socket.close(close.code, close.reason);
    } catch {
      // It went away in this very moment.
    }
  }

  /** Closes the sockets whose token has expired. Returns when the next one does; null for none. */
  closeExpired(now: number): number | null {
    this.closeWhere(({ expiresAt }) => expiresAt + EXPIRY_GRACE_MS <= now, CLOSE.unauthenticated);
    const ends = this.#open().map((socket) => (this.grantOf(socket)?.expiresAt ?? 0) + EXPIRY_GRACE_MS);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  #open(): WebSocket[] {
    return this.#ctx.getWebSockets().filter((socket) => this.grantOf(socket) !== null);
  }
}

/**
 * Completes the handshake and closes at once: a browser can read a close code, but not the status of a refused upgrade.
 */
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
    headers: { 'Sec-WebSocket-Protocol': CHANNEL_SUBPROTOCOL },
  });
}
