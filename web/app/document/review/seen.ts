import type { Subject } from './subjects.ts';

/** The time of the last thing that a user has seen, by thread; as the server tells times. */
type Times = Readonly<Record<string, string>>;

/**
 * Which comments and suggestions a user has seen, by the last one of each thread. Kept for the account on this device:
 * what is read costs the server nothing. A guest's ends with the tab, like everything of theirs.
 */
export class Seen {
  private readonly key: string;
  private readonly storage: Storage;
  private readonly userId: string;
  private seen: Times;
  private readonly listeners = new Set<() => void>();

  constructor(userId: string, docId: string, isGuest: boolean) {
    this.key = `seen-threads ${userId} ${docId}`;
    this.userId = userId;
    this.storage = isGuest ? sessionStorage : localStorage;
    this.seen = this.read();
  }

  /** What is seen; a new object after each change. */
  readonly view = (): Times => this.seen;

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

  /** Whether another person wrote in it, or suggested it, after the user's last look. */
  isUnread(subject: Subject): boolean {
    const last = this.seen[threadIdOf(subject)] ?? '';
    return happenedIn(subject).some(({ by, at }) => by !== this.userId && at > last);
  }

  /**
   * The user sees these subjects now; `all` are those that still exist, and nothing else stays stored. Null where it is
   * not known which.
   */
  saw(subjects: readonly Subject[], all: readonly Subject[] | null): void {
    if (!subjects.some((subject) => this.isUnread(subject))) return;
    const known = { ...this.read() };
    for (const subject of subjects) {
      const key = threadIdOf(subject);
      for (const { at } of happenedIn(subject)) if (at > (known[key] ?? '')) known[key] = at;
    }
    const keys = all === null ? Object.keys(known) : all.map(threadIdOf);
    this.set(
      Object.fromEntries(keys.flatMap((key) => (known[key] === undefined ? [] : [[key, known[key]]]))),
    );
    try {
      this.storage.setItem(this.key, JSON.stringify(this.seen));
    } catch {
      // Without storage it holds until the page is left.
    }
  }

  private set(seen: Times): void {
    this.seen = seen;
    for (const listener of this.listeners) listener();
  }

  private read(): Times {
    try {
      return (JSON.parse(this.storage.getItem(this.key) ?? 'null') as Times | null) ?? {};
    } catch {
      return this.seen ?? {};
    }
  }
}

// The thread of a suggestion outlives it, and what was seen of it stays seen.
function threadIdOf(subject: Subject): string {
  return subject.kind === 'thread' ? subject.id : (subject.suggestion.told?.threadId ?? subject.id);
}

function happenedIn(subject: Subject): { by: string; at: string }[] {
  const told = subject.kind === 'suggestion' ? subject.suggestion.told : null;
  const comments = subject.thread?.comments ?? [];
  return [
    ...(told === null ? [] : [{ by: told.author.id, at: told.createdAt }]),
    ...comments.filter(({ body }) => body !== null).map(({ author, at }) => ({ by: author.id, at })),
  ];
}
