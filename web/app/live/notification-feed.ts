import { listNotifications, markRead, type Notification } from '../../api/notifications.ts';
import { LiveChannel, type LiveChannelOptions } from './live-channel.ts';

/** What a NotificationFeed works with. */
export type FeedOptions = Pick<LiveChannelOptions, 'tokens' | 'openSocket'>;

/** What the bell shows. */
export interface FeedView {
  /** How many are unread; null until it is known. */
  unread: number | null;
  /** Whether what happens now is told now. */
  live: boolean;
  /** Grows with every change of the list, which is then worth reading again. */
  revision: number;
}

/** How many notifications are unread, kept up to date by the live channel, and whoever wants to hear of new ones. */
export class NotificationFeed {
  private current: FeedView = { unread: null, live: false, revision: 0 };
  private channel: LiveChannel | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly heralds = new Set<(notification: Notification) => void>();

  /** Opens the channel of whoever is signed in. */
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

  /** Closes it, and forgets what it told. */
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

  /** Calls `herald` with every notification that arrives. Returns how to stop that. */
  onNew(herald: (notification: Notification) => void): () => void {
    this.heralds.add(herald);
    return () => this.heralds.delete(herald);
  }

  /** Marks them as read; other tabs and devices are told by the server. */
  async markRead(what: { ids: string[] } | { all: true }): Promise<void> {
    this.set({ unread: await markRead(what) });
  }

  // What came over the channel while the answer was on its way is newer than the answer.
  private async catchUp(): Promise<void> {
    const { channel } = this;
    const { revision } = this.current;
    try {
      const { unread } = await listNotifications({ cursor: null });
      if (this.channel === channel && this.current.revision === revision) this.set({ unread, live: true });
    } catch {
      // Whatever keeps the API away: the next opening of the channel asks again.
    }
  }

  private set(change: Partial<FeedView>): void {
    this.current = { ...this.current, ...change, revision: this.current.revision + 1 };
    for (const listener of this.listeners) listener();
  }
}

/** The notifications of this tab's user. */
export const feed = new NotificationFeed();
