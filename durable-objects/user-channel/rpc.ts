/** Where a session has a socket open. */
export interface OpenSocket {
  /** The session or API token. */
  credentialId: string;
  docId: string;
  region: 'eu' | 'fedramp' | null;
  /** When it was so, by the Document's clock, in ms since 1970: a report that was overtaken changes nothing. */
  at?: number;
}

/** Who opens a live channel of the app, stamped by the Worker after authentication. */
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

/** What a client may say on a live channel: a newer access token, before the one that it came with has expired. */
export interface ChannelRenewal {
  type: 'auth';
  token: string;
}

/**
 * What the Worker and the Documents may ask of a user's channel, one object a user (by user id): it knows where the
 * user's sessions have sockets, so that ending a session closes them, and it carries what is live in the app.
 */
export interface UserChannelRpc {
  /**
   * A Document has let somebody in. `ended`: their session ended meanwhile, and the socket must be closed; so no socket
   * slips through between a look-up and the end of its session.
   */
  socketOpened(socket: OpenSocket): Promise<{ ended: boolean }>;
  /** The last socket of a session in a document has closed. */
  socketsClosed(socket: OpenSocket): Promise<void>;
  /**
   * These sessions or API tokens have ended. Resolves when every socket of theirs is closed, here and in Documents; what
   * could not be reached is tried again by alarm.
   */
  endSessions(credentialIds: readonly string[]): Promise<void>;
  /** Sends to every live channel of the user that is open. */
  send(message: ChannelMessage): Promise<void>;
  /** The user was erased: so is this. */
  erase(): Promise<void>;
}
