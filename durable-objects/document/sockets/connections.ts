import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Quotas } from '../../../src/protocol/quotas.ts';
import { type Role, weakerRole } from '../../../src/protocol/role.ts';
import { SUBPROTOCOL } from '../../../src/protocol/version.ts';
import { type Admission, type Attachment, Connection, newAttachment } from '../collab/connection.ts';
import { SocketMap } from './socket-map.ts';

const JOIN_WITHIN_MS = 10_000;
// An alarm may ring a little early; looking again would leave the socket open until the next one.
const EARLY_MS = 100;

/** The sockets of a Document. The platform keeps them through hibernation; this finds them again. */
export class Connections {
  readonly #ctx: DurableObjectState;
  readonly #quotas: Quotas;
  readonly bySocket = new SocketMap();

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

  /**
   * Accepts an upgrade, or refuses it by closing at once: a browser cannot read a refusal's status. Guests take a share of
   * the places at most. Where all are taken somebody who has an account gets the place of a guest, or of the user with most
   * sockets; the owner of anybody. That one is closed with `close`.
   */
  accept(
    admission: Admission,
    now: number,
    close: (connection: Connection, close: Close) => void,
  ): { response: Response; connection: Connection | null } {
    const { user, standing, strongestRole } = admission;
    const role = weakerRole(standing.role, strongestRole);
    if (!this.#makeRoom(user, { role, program: admission.program === true }, close))
      return { response: refuse(CLOSE.rateLimited), connection: null };
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    const connection = new Connection(server, newAttachment(admission, now), now);
    connection.save();
    this.bySocket.set(server, connection);
    return { response: upgraded(client), connection };
  }

  #makeRoom(
    { id, guest }: Admission['user'],
    { role, program }: { role: Role; program: boolean },
    close: (connection: Connection, close: Close) => void,
  ): boolean {
    const { socketsPerUserAndDocument, socketsPerDocument, guestSharePercent } = this.#quotas;
    const own = this.bySocket.ofUser(id);
    if (own >= socketsPerUserAndDocument) {
      // No program of theirs keeps people out of their own document.
      const theirs = program ? undefined : this.#programOf(id);
      if (theirs === undefined) return false;
      close(theirs, CLOSE.rateLimited);
      return true;
    }
    if (guest && this.bySocket.guests >= Math.floor((socketsPerDocument * guestSharePercent) / 100))
      return false;
    if (this.bySocket.size < socketsPerDocument) return true;
    const gone = guest ? undefined : this.#dispensable(own, role);
    if (gone === undefined) return false;
    close(gone, CLOSE.rateLimited);
    return true;
  }

  #programOf(userId: string): Connection | undefined {
    return [...this.bySocket.values()].findLast(({ state }) => state.user.id === userId && state.program);
  }

  #dispensable(own: number, role: Role): Connection | undefined {
    const all = [...this.bySocket.values()];
    const guests = all.filter(({ state }) => state.user.guest);
    if (guests.length > 0) return busiest(guests).connection;
    if (own > 0) return undefined;
    const { connection, sockets } = busiest(all.filter(({ state }) => state.role !== 'owner'));
    return sockets > 1 || role === 'owner' ? connection : undefined;
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

  /** Closes sockets that have not joined in time; returns when the next one's time is over, null for none. */
  closeUnjoined(now: number): number | null {
    let next: number | null = null;
    for (const [socket, connection] of [...this.bySocket]) {
      if (connection.state.client !== null) continue;
      const deadline = connection.state.connectedAt + JOIN_WITHIN_MS;
      if (deadline > now + EARLY_MS) next = Math.min(next ?? deadline, deadline);
      else {
        connection.close(CLOSE.protocolError, 'no join within 10 s');
        this.bySocket.delete(socket);
      }
    }
    return next;
  }
}

// The newest socket of the user who has most of them, and how many that are; none of nobody.
function busiest(connections: readonly Connection[]): {
  connection: Connection | undefined;
  sockets: number;
} {
  const counts = new Map<string, number>();
  let connection: Connection | undefined;
  let sockets = 0;
  for (const one of connections) {
    const { id } = one.state.user;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    if (count < sockets) continue;
    sockets = count;
    connection = one;
  }
  return { connection, sockets };
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
