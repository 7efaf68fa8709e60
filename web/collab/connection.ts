import { CLOSE } from '../../src/protocol/close-codes.ts';
import { encode, PING, PONG } from '../../src/protocol/codec.ts';
import { OFFERS } from '../../src/protocol/offers.ts';
import { SUBPROTOCOL } from '../../src/protocol/version.ts';
import type { Clock } from './clock.ts';
import type { Transport } from './ports.ts';

/** A WebSocket as browsers and Node provide it; only what is used here. */
export interface WebSocketLike {
  /** 1 while it is open; when absent, the socket counts as open until it closes. */
  readonly readyState?: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: ((event: never) => void) | null;
}

/** Where a connection gets its tokens; both reject when the user has to sign in again. */
export interface Tokens {
  /** A token that is valid now. */
  current(): Promise<string>;
  /** A fresh token, when the current one was refused or is about to expire. */
  refresh(): Promise<string>;
}

/** Thrown by Tokens when there is no valid credential: the user has to sign in again. Any other error is retried. */
export class SignedOut extends Error {}

/** Thrown by Tokens when there can never be a valid credential again: pending edits will not be sent. */
export class ShutOut extends Error {}

/** What a Connection keeps connected: a DocumentClient, or anything else that uses such a socket. */
export interface Connected {
  /** After `closed`, the state `stopped` means that it does not want to be connected again. */
  readonly status: { readonly state: string };
  opened(transport: Transport): void;
  received(text: string): void;
  closed(code: number): void;
  /** There is no valid credential: the user has to sign in again. */
  unauthenticated(): void;
}

/** What a Connection works with. */
export interface ConnectionOptions {
  client: Connected;
  clock: Clock;
  tokens: Tokens;
  /**
   * The protocol of the socket and the additions that the client understands; by default `collab.v1` and all additions.
   */
  subprotocols?: readonly string[];
  /** Opens a socket, offering these subprotocols. */
  openSocket(protocols: string[]): WebSocketLike;
}

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;
const STABLE_AFTER_MS = 10_000;
const PING_EVERY_MS = 30_000;
const PONG_WITHIN_MS = 10_000;
const OPEN_WITHIN_MS = 15_000;
const REFRESH_BEFORE_MS = 60_000;

/**
 * Keeps its client connected: one socket at a time, backoff with full jitter, and a token that is renewed before it
 * expires.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  #socket: WebSocketLike | null = null;
  #attempt = 0;
  #openedAt = 0;
  #mustRefresh = false;
  #stopped = false;
  #connecting = false;
  #cancels = new Map<string, () => void>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Connects now, and again each time the connection is lost. */
  start(): void {
    void this.#connect();
  }

  /** The network is back, or the page is visible again: a waiting attempt is made at once. */
  wake(): void {
    if (this.#stopped || this.#connecting) return;
    if (this.#socket === null) {
      this.#attempt = 0;
      void this.#connect();
    } else this.#ping();
  }

  /** The platform reports that the network is gone: the socket is dropped without waiting for it to fail. */
  offline(): void {
    this.#lose(1006);
  }

  /** Closes permanently. */
  stop(): void {
    this.#stopped = true;
    this.#cancelAll();
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) detach(socket).close(CLOSE.left.code);
  }

  async #connect(): Promise<void> {
    if (this.#stopped || this.#connecting || this.#socket !== null) return;
    this.#connecting = true;
    this.#cancel('retry');
    let token: string;
    try {
      token = this.#mustRefresh ? await this.#options.tokens.refresh() : await this.#options.tokens.current();
    } catch (error) {
      this.#connecting = false;
      if (this.#stopped) return;
      if (error instanceof SignedOut) {
        this.stop();
        this.#options.client.unauthenticated();
      } else if (error instanceof ShutOut) {
        this.stop();
        this.#options.client.closed(CLOSE.forbidden.code);
      } else this.#retry();
      return;
    }
    this.#connecting = false;
    if (this.#stopped) return;
    this.#mustRefresh = false;
    this.#open(token);
  }

  #open(token: string): void {
    const { client, openSocket, clock, subprotocols = [SUBPROTOCOL, ...OFFERS] } = this.#options;
    const socket = openSocket([...subprotocols, `bearer.${token}`]);
    this.#socket = socket;
    this.#after('open', OPEN_WITHIN_MS, () => this.#lose(1006));
    const transport: Transport = {
      send: (text) => {
        if (this.#socket === socket) say(socket, text);
      },
      reconnect: () => {
        if (this.#socket === socket) this.#lose(1006);
      },
    };
    socket.onopen = () => {
      this.#cancel('open');
      this.#openedAt = clock.now();
      this.#scheduleRefresh(token);
      this.#after('ping', PING_EVERY_MS, () => this.#ping());
      client.opened(transport);
    };
    socket.onmessage = ({ data }) => {
      this.#cancel('pong');
      if (typeof data === 'string' && data !== PONG) client.received(data);
    };
    socket.onclose = ({ code }) => this.#lose(code);
    socket.onerror = () => {};
  }

  #lose(code: number): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    for (const name of ['open', 'ping', 'pong', 'refresh']) this.#cancel(name);
    detach(socket).close();
    const { client, clock } = this.#options;
    if (this.#openedAt > 0 && clock.now() - this.#openedAt > STABLE_AFTER_MS) this.#attempt = 0;
    this.#openedAt = 0;
    if (code === CLOSE.unauthenticated.code) this.#mustRefresh = true;
    client.closed(code);
    if (client.status.state === 'stopped') this.stop();
    else this.#retry();
  }

  // Full jitter: a deployment closes every socket at once, and clients must not all reconnect at the same time.
  #retry(): void {
    if (this.#stopped) return;
    const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#attempt++);
    this.#after('retry', ceiling * this.#options.clock.random(), () => void this.#connect());
  }

  #ping(): void {
    this.#after('pong', PONG_WITHIN_MS, () => this.#lose(1006));
    this.#after('ping', PING_EVERY_MS, () => this.#ping());
    if (this.#socket !== null) say(this.#socket, PING);
  }

  // A fresh token is sent over the open socket before the old one expires, so that the socket outlives it.
  #scheduleRefresh(token: string): void {
    const expiresAt = expiryOf(token);
    if (expiresAt === null) return;
    const wait = Math.max(1_000, expiresAt - REFRESH_BEFORE_MS - this.#options.clock.now());
    this.#after('refresh', wait, () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    const socket = this.#socket;
    try {
      const token = await this.#options.tokens.refresh();
      if (this.#socket !== socket || socket === null) return;
      say(socket, encode({ type: 'auth', token }));
      this.#scheduleRefresh(token);
    } catch (error) {
      const isOver = error instanceof SignedOut || error instanceof ShutOut;
      if (isOver) this.#lose(CLOSE.unauthenticated.code);
      else this.#after('refresh', 5_000, () => void this.#refresh());
    }
  }

  #after(name: string, ms: number, action: () => void): void {
    this.#cancel(name);
    this.#cancels.set(name, this.#options.clock.after(ms, action));
  }

  #cancel(name: string): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  #cancelAll(): void {
    for (const name of [...this.#cancels.keys()]) this.#cancel(name);
  }
}

const OPEN = 1;

// A message to a closing socket is lost, and the browser would log an error on its console.
function say(socket: WebSocketLike, text: string): void {
  if (socket.readyState === undefined || socket.readyState === OPEN) socket.send(text);
}

function detach(socket: WebSocketLike): WebSocketLike {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  return socket;
}

declare function atob(base64: string): string;

/** When a JWT expires, in ms since 1970; null when it has no expiry. It is only read here: the server verifies it. */
export function expiryOf(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown };
    return typeof claims.exp === 'number' ? claims.exp * 1_000 : null;
  } catch {
    return null;
  }
}
