import { afterClose } from '../../../src/protocol/close-codes.ts';
import type { Notification } from '../../api/notifications.ts';
import { Connection, systemClock, type Tokens, type WebSocketLike } from '../../collab/index.ts';

/** The subprotocol of the live channel (docs/rest-api.md, Notifications). */
const SUBPROTOCOL = 'channel.v1';

/** A message of a live channel. */
export type ChannelMessage =
  | { type: 'notification'; notification: Notification; unread: number }
  | { type: 'unread'; unread: number };

/** The dependencies of a LiveChannel. */
export interface LiveChannelOptions {
  tokens: Tokens;
  /** Opens a socket to the channel of the token's user. */
  openSocket(protocols: string[]): WebSocketLike;
  /** The channel is open, for the first time or again: messages sent in between must be fetched. */
  opened(): void;
  /** The channel is closed; it reconnects, unless the session is over. */
  closed(): void;
  message(message: ChannelMessage): void;
}

/** The live channel of a signed-in user, which stays connected and delivers notifications. */
export class LiveChannel {
  private readonly connection: Connection;

  constructor({ tokens, openSocket, opened, closed, message }: LiveChannelOptions) {
    const status = { state: 'open' };
    this.connection = new Connection({
      clock: systemClock,
      tokens,
      subprotocols: [SUBPROTOCOL],
      openSocket,
      client: {
        status,
        opened,
        received: (text) => {
          const received = parseMessage(text);
          if (received) message(received);
        },
        closed: (code) => {
          closed();
          if (afterClose(code) === 'stop') status.state = 'stopped';
        },
        unauthenticated: () => undefined,
      },
    });
  }

  /** Connects, and reconnects whenever the connection is lost. */
  start(): void {
    this.connection.start();
    addEventListener('online', this.wake);
    addEventListener('offline', this.sleep);
    document.addEventListener('visibilitychange', this.wake);
  }

  /** Closes the channel permanently. */
  stop(): void {
    this.connection.stop();
    removeEventListener('online', this.wake);
    removeEventListener('offline', this.sleep);
    document.removeEventListener('visibilitychange', this.wake);
  }

  private readonly wake = (): void => {
    if (document.visibilityState === 'visible') this.connection.wake();
  };

  private readonly sleep = (): void => this.connection.offline();
}

/** Parses a message of the channel; null for one of a newer server that this page does not know. */
function parseMessage(text: string): ChannelMessage | null {
  const message = JSON.parse(text) as ChannelMessage;
  return message.type === 'notification' || message.type === 'unread' ? message : null;
}
