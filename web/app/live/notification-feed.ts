import { listNotifications, markRead, type Notification } from '../../api/notifications.ts';
import { LiveChannel, type LiveChannelOptions } from './live-channel.ts';

/** The dependencies of a NotificationFeed. */
export type FeedOptions = Pick<LiveChannelOptions, 'tokens' | 'openSocket'>;

/** The state of the bell. */
export interface FeedView {
  /** The number of unread notifications; null while unknown. */
  unread: number | null;
  /** Whether the live channel is open. */
  live: boolean;
  /** Increases with every change of the list, which should then be fetched again. */
  revision: number;
}

/** The number of unread notifications, kept current by the live channel, and the subscribers to new ones. */
export class NotificationFeed {
  private current: FeedView = { unread: null, live: false, revision: 0 };
  private channel: LiveChannel | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly heralds = new Set<(notification: Notification) => void>();

  /** Opens the channel of the signed-in user. */
  start(options: FeedOptions): void {
    this.stop();
    this.channel = new LiveChannel({
      ...options,
      opened: () => void this.catchUp(),
      closed: () => this.set({ live: false }),
      message: (message) => {
        this.set({ unread: message.unread, live: true });
        if (message.type !== 'notification') return;
        for (const herald of this.heralds) herald(message.notification);
      },
    });
    this.channel.start();
  }

  /** Closes the channel, and forgets its state. */
  stop(): void {
    this.channel?.stop();
    this.channel = null;
    this.set({ unread: null, live: false });
  }

  readonly view = (): FeedView => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Calls `herald` with every notification that arrives. Returns a function that stops this. */
  onNew(herald: (notification: Notification) => void): () => void {
    this.heralds.add(herald);
    return () => this.heralds.delete(herald);
  }

  /** Marks notifications as read; the server informs other tabs and devices. */
  async markRead(what: { ids: string[] } | { all: true }): Promise<void> {
    this.set({ unread: await markRead(what) });
  }

  /** Marks those of the newest unread notifications as read that `isAbout` says. Asks the server only if there are any. */
  async readAbout(isAbout: (notification: Notification) => boolean): Promise<void> {
    if (this.current.unread === null || this.current.unread === 0) return;
    const { items } = await listNotifications({ cursor: null, unread: true });
    const ids = items.filter(isAbout).map(({ id }) => id);
    if (ids.length > 0) await this.markRead({ ids });
  }

  // Messages of the channel that arrived during the request are newer than its response.
  private async catchUp(): Promise<void> {
    const { channel } = this;
    const { revision } = this.current;
    try {
      const { unread } = await listNotifications({ cursor: null });
      if (this.channel === channel && this.current.revision === revision) this.set({ unread, live: true });
    } catch {
      // After any failure, the next opening of the channel asks again.
    }
  }

  private set(change: Partial<FeedView>): void {
    this.current = { ...this.current, ...change, revision: this.current.revision + 1 };
    for (const listener of this.listeners) listener();
  }
}

/** The notifications of this tab's user. */
export const feed = new NotificationFeed();
