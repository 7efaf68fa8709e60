import type { Delta } from '../../../src/ot/op.ts';
import type { Author } from '../../api/history.ts';
import { uploadsOf } from '../../api/uploads.ts';
import { systemClock, VersionPlayer } from '../../collab/index.ts';
import type { BlockWords } from '../../editor/blocks/label-blocks.ts';
import { Carets } from '../../editor/caret/carets.ts';
import { ColorSheet } from '../../editor/colors/color-sheet.ts';
import type { MentionSource } from '../../editor/mentions/show-mentions.ts';
import { holdView } from '../../editor/scroll-anchor.ts';
import { Follow } from './follow.ts';
import { ApiHistory } from './history-source.ts';
import { type HistoryView, NOTHING_YET } from './history-view.ts';
import { isFollowed, Playback, type Speed } from './playback.ts';
import { TextView } from './text-view.ts';

// A slider that has not moved for this long has reached its target.
const SETTLES_MS = 300;
// Page size and window suit the fastest playback of a long history: a few requests a second.
const PAGE_SIZE = 2_000;
const LIMITS = { ops: 12_000, keyframeEvery: 500, keyframeUnits: 4_000_000 };

/** The dependencies of a HistorySession. */
interface HistorySessionOptions {
  docId: string;
  label: string;
  /** Says of an image that it is not there yet. */
  awaited: string;
  blocks: BlockWords;
  mentions: MentionSource;
  scroller: HTMLElement;
  /** Formats the name of a guest. */
  guestName(name: string): string;
}

/**
 * The history of a document on a page: the chosen version, the shown one, and playback between versions. Contains no
 * React.
 */
export class HistorySession {
  private readonly scroller: HTMLElement;
  private readonly text: TextView;
  private readonly source: ApiHistory;
  private readonly colors = new ColorSheet();
  private readonly follow: Follow;
  private readonly carets: Carets;
  private readonly listeners = new Set<() => void>();
  private cancelSettling: (() => void) | null = null;
  private player: VersionPlayer | null = null;
  private begin = 0;
  private dragging = false;
  private marked: { document: Delta; first: number; drawn: boolean } | null = null;
  private frame = 0;
  private playback: Playback | null = null;
  private current: HistoryView = NOTHING_YET;

  constructor(container: HTMLElement, options: HistorySessionOptions) {
    this.scroller = options.scroller;
    this.text = new TextView(container, { ...options, images: uploadsOf(options.docId) });
    this.source = new ApiHistory(options.docId, (authors) => this.know(authors));
    this.follow = new Follow(this.text.quill, options.scroller);
    this.carets = new Carets(this.text.quill, options.guestName);
  }

  /** The current view; a new object after every change. */
  readonly view = (): HistoryView => this.current;

  /** Calls `listener` after every change of the view. Returns a function that stops this. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Shows a version of a history up to `head`; null shows the newest. */
  start(head: number, version: number | null): void {
    this.player = new VersionPlayer({
      source: this.source,
      clock: systemClock,
      head,
      limits: LIMITS,
      pageSize: PAGE_SIZE,
      events: {
        moved: () => this.drawSoon(),
        waiting: (waiting) => this.set({ waiting }),
        failed: (failure) => this.set({ failure, playing: false }),
      },
    });
    this.set({ head });
    this.go(version ?? head);
  }

  /** Goes to a version and stays there. */
  go(version: number): void {
    this.dragging = false;
    this.move(version, true);
  }

  /** Shows a version in passing, on the way to another. */
  drag(version: number): void {
    this.dragging = true;
    this.move(version, false);
    // The slider is held still, or a key repeats.
    this.cancelSettling = systemClock.after(SETTLES_MS, () => this.go(version));
  }

  /** Sets the first and the last version of the history. */
  setRange(begin: number, head: number): void {
    this.begin = begin;
    if (this.player === null || head <= this.player.head) return;
    this.player.setHead(head);
    this.set({ head });
  }

  /** Plays from the current version; from the beginning when it is the last. */
  play(): void {
    const { player } = this;
    if (player === null) return;
    if (this.current.version >= player.head) this.move(this.begin, true);
    this.dragging = false;
    this.marked = null;
    this.playback = new Playback(player, this.current.version);
    this.follow.start();
    this.set({ playing: true, settled: null, failure: null });
    this.drawSoon();
  }

  pause(): void {
    if (!this.current.playing) return;
    this.go(this.player?.position ?? this.current.version);
  }

  setSpeed(speed: Speed): void {
    this.set({ speed });
  }

  /** Colours all text by author, or none. */
  showAuthors(authors: boolean): void {
    if (this.source.authors === authors) return;
    this.source.authors = authors;
    this.set({ settled: null });
    this.player?.reload();
  }

  /**
   * Shows this text in place of the chosen version's, scrolled to `first` if no mark is in view; null shows the version
   * itself again.
   */
  showMarked(document: Delta | null, first = 0): void {
    if (document === null && this.marked === null) return;
    this.marked = document && { document, first, drawn: false };
    this.drawSoon();
  }

  /** Scrolls to a range of the shown text, and highlights its marks. */
  reveal(index: number, length: number): void {
    this.follow.bring(index, 'instant');
    this.text.highlight(index, length);
  }

  /** Registers the names and colours of these authors. */
  know(authors: readonly Author[]): void {
    const unknown = authors.filter(({ id }) => !this.current.people.has(id));
    if (unknown.length === 0) return;
    for (const { id, color } of unknown) if (color !== null) this.colors.add(id, color, ['data-by']);
    this.set({
      people: new Map([...this.current.people, ...unknown.map((author) => [author.id, author] as const)]),
    });
  }

  /** Removes the view from the page. */
  stop(): void {
    cancelAnimationFrame(this.frame);
    this.listeners.clear();
    this.cancelSettling?.();
    this.player?.stop();
    this.source.end();
    this.carets.destroy();
    this.text.destroy();
    this.colors.destroy();
  }

  private move(version: number, settled: boolean): void {
    const { player } = this;
    if (player === null) return;
    this.cancelSettling?.();
    const target = Math.max(this.begin, Math.min(version, player.head));
    this.marked = null;
    this.playback = null;
    this.carets.show([]);
    this.set({ version: target, settled: null, failure: null, playing: false });
    player.seek(target, settled);
    this.drawSoon();
  }

  private drawSoon(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      if (this.current.playing) this.playOn(now);
      this.draw(now);
      if (this.current.playing) this.drawSoon();
    });
  }

  private playOn(now: number): void {
    const { player, playback } = this;
    if (player === null || playback === null || playback.advance(now, this.current.speed)) return;
    this.playback = null;
    this.follow.stop();
    this.carets.show([]);
    this.set({ playing: false, version: player.position });
  }

  private draw(now: number): void {
    const { player, text, marked } = this;
    if (player === null) return;
    if (marked !== null) {
      if (marked.drawn) return;
      marked.drawn = true;
      this.keepingPlace(() => text.showText(marked.document));
      if (!text.showsMark(this.scroller)) this.follow.bring(marked.first, 'instant');
      return;
    }
    const change = player.change(text.shown);
    if (change !== null) {
      const follows = this.current.playing && this.follow.following;
      let place: number | null = null;
      if (follows) place = text.apply(change);
      else this.keepingPlace(() => text.apply(change));
      if (place !== null) this.follow.to(place, now);
      this.showCaret(place);
    }
    this.emitShown();
  }

  // At a readable pace, the caret shows who writes, as in the editor.
  private showCaret(place: number | null): void {
    const { playing, speed, people } = this.current;
    const writer = this.player?.op(this.text.shown?.version ?? 0)?.userId ?? '';
    const person = people.get(writer);
    const seen = playing && isFollowed(speed) && place !== null && person !== undefined;
    if (!seen) {
      this.carets.show([]);
      return;
    }
    const user = {
      id: writer,
      name: person.name ?? '',
      color: person.color ?? '',
      ...(person.guest && { guest: true as const }),
    };
    this.carets.show([{ client: writer, user, role: 'editor', cursor: { index: place, length: 0 } }]);
  }

  private keepingPlace(change: () => void): void {
    const keepPlace = holdView(this.text.quill.root, this.scroller, () => null);
    change();
    keepPlace();
  }

  private emitShown(): void {
    const shown = this.text.shown?.version ?? null;
    if (shown === null) return;
    const op = this.player?.op(shown) ?? null;
    const maker =
      op === null
        ? this.source.makerOf(shown)
        : { at: op.at, author: op.userId, acceptedBy: op.acceptedBy ?? null };
    const { playing, waiting } = this.current;
    const version = playing ? shown : this.current.version;
    const isSettled = !playing && !this.dragging && !waiting && shown === version;
    this.set({
      version,
      shown,
      at: maker?.at ?? null,
      author: maker?.author ?? null,
      acceptedBy: maker?.acceptedBy ?? null,
      settled: isSettled ? shown : null,
    });
    if (isSettled && maker?.author == null) void this.askMaker(shown);
  }

  private async askMaker(version: number): Promise<void> {
    // Who made a version is shown when it is available; a failure must not hide the version.
    const maker = await this.source.askMaker(version).catch(() => null);
    if (maker !== null && this.current.settled === version) this.set(maker);
  }

  private set(change: Partial<HistoryView>): void {
    const before = this.current;
    const changed = Object.entries(change).some(
      ([name, value]) => before[name as keyof HistoryView] !== value,
    );
    if (!changed) return;
    this.current = { ...before, ...change };
    for (const listener of this.listeners) listener();
  }
}
