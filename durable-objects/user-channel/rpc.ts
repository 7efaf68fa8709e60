/** Where a session has a socket open. */
export interface OpenSocket {
  /** The session or API token. */
  credentialId: string;
  docId: string;
  region: 'eu' | 'fedramp' | null;
  /** When the report was made, by the Document's clock, in ms since 1970: an overtaken report changes nothing. */
  at?: number;
}

/** The user that opens a live channel of the app. The Worker writes it after authentication. */
export interface ChannelGrant {
  userId: string;
  credentialId: string;
  /** When the credential expires, in ms since 1970. */
  expiresAt: number;
}

/** The header that carries a ChannelGrant (URI-encoded JSON) with an upgrade from the Worker. */
export const CHANNEL_GRANT_HEADER = 'x-channel-grant';

/** The subprotocol of the live channel. */
export const CHANNEL_SUBPROTOCOL = 'channel.v1';

/** What is sent over a live channel (docs/rest-api.md, Notifications). */
export type ChannelMessage =
  | { type: 'notification'; notification: unknown; unread: number }
  | { type: 'unread'; unread: number };

/** What a client may send on a live channel: a newer access token, before the previous one expires. */
export interface ChannelRenewal {
  type: 'auth';
  token: string;
}

/**
 * What the Worker and the Documents may ask of a user's channel, one object per user (by user id). It knows where the
 * user's sessions have sockets, so that ending a session closes them, and it carries the live messages of the app.
 */
export interface UserChannelRpc {
  /**
   * A Document has accepted a socket. `ended`: its session has ended in the meantime, and the socket must be closed; so
   * no socket slips through between a look-up and the end of its session.
   */
  socketOpened(socket: OpenSocket): Promise<{ ended: boolean }>;
  /** The last socket of a session in a document has closed. */
  socketsClosed(socket: OpenSocket): Promise<void>;
  /**
   * These sessions or API tokens have ended. Resolves when each of their sockets is closed, here and in Documents; an
   * alarm retries a Document that could not be reached.
   */
  endSessions(credentialIds: readonly string[]): Promise<void>;
  /** Sends to each open live channel of the user. */
  send(message: ChannelMessage): Promise<void>;
  /** The user was erased: ends all credentials and closes all sockets. */
  erase(): Promise<void>;
}
