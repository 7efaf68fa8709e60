import type { DocumentSession } from '../../../editor/document-session.ts';
import { type ReadHunk, readsSame } from './hunk-words.ts';

/** What hunks are read from. */
export type HunkSource = Pick<DocumentSession, 'hunks'> & {
  quill: Pick<DocumentSession['quill'], 'getText'>;
};
type Source = HunkSource & Pick<DocumentSession, 'subscribe' | 'onText'>;

/** The hunks of a suggestion as they are read now. */
export function readHunks(source: HunkSource, id: string): ReadHunk[] {
  return source.hunks(id).map((hunk) => {
    const { range, deleted, inserted } = hunk;
    const isFormat = deleted === '' && inserted === '';
    return { ...hunk, formatted: isFormat ? source.quill.getText(range.index, range.length) : '' };
  });
}

interface Followed {
  hunks: readonly ReadHunk[];
  listeners: Set<() => void>;
}

/** The hunks of suggestions as cards show them: they follow what others type, at most once per frame. */
export class LiveHunks {
  private readonly source: Source;
  private readonly followed = new Map<string, Followed>();
  private stop: (() => void) | null = null;
  private frame = 0;

  constructor(source: Source) {
    this.source = source;
  }

  /** The hunks of a suggestion; the same array as long as they read the same. Where they are may be out of date. */
  of(id: string): readonly ReadHunk[] {
    const known = this.followed.get(id);
    if (known !== undefined && known.listeners.size > 0) return known.hunks;
    return this.look(id, known ?? this.add(id)).hunks;
  }

  /** Calls `listener` when the hunks of a suggestion read otherwise. Returns a function that stops this. */
  follow(id: string, listener: () => void): () => void {
    const { listeners } = this.followed.get(id) ?? this.add(id);
    listeners.add(listener);
    this.watch();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.followed.delete(id);
      if (this.followed.size === 0) this.unwatch();
    };
  }

  private add(id: string): Followed {
    const added = { hunks: readHunks(this.source, id), listeners: new Set<() => void>() };
    this.followed.set(id, added);
    return added;
  }

  private look(id: string, followed: Followed): Followed {
    const hunks = readHunks(this.source, id);
    if (!readsSame(followed.hunks, hunks)) followed.hunks = hunks;
    return followed;
  }

  private watch(): void {
    if (this.stop !== null) return;
    const stopView = this.source.subscribe(this.soon);
    const stopText = this.source.onText(this.soon);
    this.stop = () => {
      stopView();
      stopText();
    };
  }

  private unwatch(): void {
    this.stop?.();
    this.stop = null;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  private readonly soon = (): void => {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      for (const [id, followed] of this.followed) {
        const before = followed.hunks;
        if (this.look(id, followed).hunks === before) continue;
        for (const listener of followed.listeners) listener();
      }
    });
  };
}
