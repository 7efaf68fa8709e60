import type { Thread } from '../../../../src/protocol/review.ts';

/** The time of the last comment that a user has seen, by thread; as the server tells times. */
type Seen = Readonly<Record<string, string>>;

/**
 * Which comments a user has seen, by the last one of each thread. Kept for the account on this device: what is read
 * costs the server nothing. A guest's ends with the tab, like everything of theirs.
 */
export class SeenThreads {
  private readonly key: string;
  private readonly storage: Storage;
  private readonly userId: string;
  private seen: Seen;
  private readonly listeners = new Set<() => void>();

  constructor(userId: string, docId: string, isGuest: boolean) {
    this.key = `seen-threads ${userId} ${docId}`;
    this.userId = userId;
    this.storage = isGuest ? sessionStorage : localStorage;
    this.seen = this.read();
  }

  /** What is seen; a new object after each change. */
  readonly view = (): Seen => this.seen;

  /** Follows other tabs too. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const onStorage = ({ key }: StorageEvent) => key === this.key && this.set(this.read());
    addEventListener('storage', onStorage);
    this.listeners.add(listener);
    return () => {
      removeEventListener('storage', onStorage);
      this.listeners.delete(listener);
    };
  };

  /** Whether a thread has a comment by another person that is newer than the user's last look. */
  isUnread({ id, comments }: Thread): boolean {
    const last = this.seen[id] ?? '';
    return comments.some(({ author, at, body }) => author.id !== this.userId && body !== null && at > last);
  }

  /** The user sees these threads now; `all` are those that still exist, and nothing else stays stored. */
  saw(threads: readonly Thread[], all: readonly Thread[]): void {
    if (!threads.some((thread) => this.isUnread(thread))) return;
    const known = { ...this.read() };
    for (const { id, comments } of threads) {
      for (const { at } of comments) if (at > (known[id] ?? '')) known[id] = at;
    }
    const left = all.flatMap(({ id }) => (known[id] === undefined ? [] : [[id, known[id]] as const]));
    this.set(Object.fromEntries(left));
    try {
      this.storage.setItem(this.key, JSON.stringify(this.seen));
    } catch {
      // Without storage it holds until the page is left.
    }
  }

  private set(seen: Seen): void {
    this.seen = seen;
    for (const listener of this.listeners) listener();
  }

  private read(): Seen {
    try {
      return (JSON.parse(this.storage.getItem(this.key) ?? 'null') as Seen | null) ?? {};
    } catch {
      return this.seen ?? {};
    }
  }
}
