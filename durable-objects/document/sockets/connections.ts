import { CLOSE, type Close } from '../../../src/protocol/close-codes.ts';
import type { Quotas } from '../../../src/protocol/quotas.ts';
import { type Role, weakerRole } from '../../../src/protocol/role.ts';
import { SUBPROTOCOL } from '../../../src/protocol/version.ts';
import { type Admission, type Attachment, Connection, newAttachment } from '../collab/connection.ts';
import { SocketMap } from './socket-map.ts';

const JOIN_WITHIN_MS = 10_000;
// An alarm may go off a little early: without this, the socket would stay open until the next one.
const EARLY_MS = 100;

/** The sockets of a Document. The platform keeps them through hibernation; the constructor restores them. */
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

  /** The connection of a socket; undefined for one that was superseded or closed. */
  of(socket: WebSocket): Connection | undefined {
    return this.bySocket.get(socket);
  }

  /** Whether any client has joined. */
  get anybody(): boolean {
    for (const connection of this.bySocket.values()) if (connection.joined) return true;
    return false;
  }

  /**
   * Accepts an upgrade, or refuses it by closing at once: a browser cannot read a refusal's status. Guests take up to a
   * share of the places. When all are taken, a user with an account gets the place of a guest. Without a guest, a user
   * that has no socket here yet gets the place of the user with the most sockets, if that is more than one; an owner
   * gets it even then. `close` closes the displaced one.
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
      // A user's programs do not keep the user out of the document.
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

  /** When the next role or credential of a socket expires after `now`, in ms since 1970; null for never. */
  nextEnd(now: number): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const connection of this.bySocket.values()) {
      // A socket that has expired but is still open is closed at the next frame.
      if (connection.open && connection.endsAt > now) next = Math.min(next, connection.endsAt);
    }
    return Number.isFinite(next) ? next : null;
  }

  /** Closes sockets that have not joined in time. Returns when the next one's time is over; null for none. */
  closeUnjoined(now: number): number | null {
    let next: number | null = null;
    for (const [socket, connection] of [...this.bySocket]) {
      if (connection.state.client !== null) continue;
      const deadline = connection.state.connectedAt + JOIN_WITHIN_MS;
      if (deadline > now + EARLY_MS) next = Math.min(next ?? deadline, deadline);
      else {
        // A slow network or a suspended page breaks no rule: its client connects again.
        connection.close(CLOSE.tooSlow, 'no join within 10 s');
        this.bySocket.delete(socket);
      }
    }
    return next;
  }
}

// The newest socket of the user with the most sockets, and how many that user has; undefined and 0 for no connections.
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

/** By when a socket that connects at `now` must have joined, in ms since 1970. */
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
