import type { DocumentSession } from '../../../editor/document-session.ts';
import { type HunksRead, readsSame } from './hunk-words.ts';
import { type HunkSource, readHunks } from './read-hunks.ts';

type Source = HunkSource & Pick<DocumentSession, 'subscribe' | 'onText' | 'view'>;

interface Followed {
  id: string;
  most: number;
  read: HunksRead;
  listeners: Set<() => void>;
}

/** After this long what has changed is read, in ms: to read all cards takes longer than to draw a key. */
const READ_MS = 500;

/**
 * The hunks of suggestions as cards show them: they follow what is typed twice a second, and what the server says
 * of suggestions in the next frame. No more of them are read than a card lists.
 */
export class LiveHunks {
  private readonly source: Source;
  private readonly followed = new Map<string, Followed>();
  private stop: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private frame = 0;
  private suggestions: ReturnType<Source['view']>['suggestions'] = null;

  constructor(source: Source) {
    this.source = source;
  }

  /** The first hunks of a suggestion; the same object as long as they read the same. Where they are may be out of date. */
  of(id: string, most: number): HunksRead {
    const known = this.followed.get(keyOf(id, most));
    if (known === undefined) return this.add(id, most).read;
    return known.listeners.size > 0 ? known.read : this.look(known).read;
  }

  /** Calls `listener` when the first hunks of a suggestion read otherwise. Returns a function that stops this. */
  follow(id: string, most: number, listener: () => void): () => void {
    const key = keyOf(id, most);
    const { listeners } = this.followed.get(key) ?? this.add(id, most);
    listeners.add(listener);
    this.watch();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.followed.delete(key);
      if (this.followed.size === 0) this.unwatch();
    };
  }

  /** Whether cards show the hunks of a suggestion as they are: a decision is about what is shown. */
  isUpToDate(id: string): boolean {
    return [...this.followed.values()]
      .filter((followed) => followed.id === id)
      .every(({ read, most }) => readsSame(read, readHunks(this.source, id, most)));
  }

  private add(id: string, most: number): Followed {
    const added = { id, most, read: readHunks(this.source, id, most), listeners: new Set<() => void>() };
    this.followed.set(keyOf(id, most), added);
    return added;
  }

  private look(followed: Followed): Followed {
    const read = readHunks(this.source, followed.id, followed.most);
    if (!readsSame(followed.read, read)) followed.read = read;
    return followed;
  }

  private watch(): void {
    if (this.stop !== null) return;
    this.suggestions = this.source.view().suggestions;
    const stopView = this.source.subscribe(() => {
      const { suggestions } = this.source.view();
      if (suggestions === this.suggestions) return;
      this.suggestions = suggestions;
      this.frame ||= requestAnimationFrame(() => this.lookAtAll());
    });
    const stopText = this.source.onText(() => {
      this.timer ??= setTimeout(() => this.lookAtAll(), READ_MS);
    });
    this.stop = () => {
      stopView();
      stopText();
    };
  }

  private unwatch(): void {
    this.stop?.();
    this.stop = null;
    this.rest();
  }

  private rest(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  private lookAtAll(): void {
    this.rest();
    for (const followed of this.followed.values()) {
      const before = followed.read;
      if (this.look(followed).read === before) continue;
      for (const listener of followed.listeners) listener();
    }
  }
}

function keyOf(id: string, most: number): string {
  return `${most} ${id}`;
}
