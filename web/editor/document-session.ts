import type Quill from 'quill/core.js';
import type { Range } from '../../src/ot/op.ts';
import type { Suggestion } from '../../src/protocol/review.ts';
import {
  browserDrafts,
  browserOutbox,
  browserUploads,
  type DecidedHunks,
  type Delta,
  type KeptEdit,
  LayeredDocument,
  type Mode,
  type Peer,
  type ShownHunk,
  type Status,
} from '../collab/index.ts';
import { LeaveGuard } from '../ui/parts/leave-guard.ts';
import { type EditorOptions, setEditable } from './create-editor.ts';
import { Uploads, type UploadsView } from './images/uploads.ts';
import { insertTyped, KeptList } from './kept-list.ts';
import { HunksNow } from './marks/hunks-now.ts';
import { SuggestionLooks } from './marks/suggestion-looks.ts';
import { modeIn, modesOf, NOTHING_YET, type SessionOptions, type SessionView } from './session-view.ts';
import { Surface } from './surface.ts';
import { watchPage } from './watch-page.ts';

/** One open document: its editor, its client and the state of both, for a page to show. Contains no React. */
export class DocumentSession {
  private readonly surface: Surface;
  private readonly options: SessionOptions;
  private readonly uploads: Uploads;
  private readonly outbox = browserOutbox();
  private readonly kept = new KeptList(this.outbox, (kept) => this.set({ kept }));
  private readonly decided = new Set<(suggestion: Suggestion) => void>();
  private readonly listeners = new Set<() => void>();
  private readonly guard = new LeaveGuard(() => this.countAtRisk());
  private current: SessionView = NOTHING_YET;
  private open: LayeredDocument | null = null;
  private looks: SuggestionLooks | null = null;
  private hunksNow: HunksNow | null = null;
  private peers: readonly Peer[] = [];
  private isReviewed = false;
  /** The mode that the user chose; a role may not have it. */
  private chosen: Mode | null = null;
  private stopWatching: (() => void) | null = null;
  private ended = false;

  constructor(container: HTMLElement, editor: Omit<EditorOptions, 'images'>, options: SessionOptions) {
    this.options = options;
    const changed = (uploads: UploadsView) => this.set({ uploads });
    this.uploads = new Uploads({ ...options, store: browserUploads(), changed });
    this.surface = new Surface(container, { ...editor, images: this.uploads }, () => this.set({}));
  }

  /** The current editor: it is replaced after it breaks. */
  get quill(): Quill {
    return this.surface.quill;
  }

  /** Connects, and shows the document once it has loaded. */
  start(): void {
    const open = new LayeredDocument({
      ...this.options,
      origin: location.origin,
      page: true,
      editor: this.surface,
      outbox: this.outbox,
      drafts: browserDrafts(),
      layerEvents: {
        offered: (isOffered) => {
          this.isReviewed = isOffered;
          this.allowTyping();
        },
        suggestions: () => {
          this.showCarets();
          this.looks?.soon();
        },
        decided: (suggestion) => {
          for (const listener of this.decided) listener(suggestion);
        },
        unsent: () => this.countUnsent(),
        refused: (refusedSuggestion) => this.set({ refusedSuggestion }),
      },
      events: {
        status: (status) => this.onStatus(status),
        peers: (peers, more) => {
          if (this.ended) return;
          this.peers = peers;
          this.showCarets();
          this.set({ peers, more });
        },
        role: (role) => {
          if (this.ended) return;
          this.set({ role });
          this.allowTyping();
        },
        rejected: (edit) => this.kept.add([edit]),
        synced: (synced) => this.set({ synced }),
        unkept: () => this.countUnsent(),
        news: (news) => this.set({ news }),
        threads: (threads) => this.set({ threads }),
      },
    });
    this.open = open;
    this.looks = new SuggestionLooks(
      open,
      () => this.quill.root,
      (suggestions) => {
        if (suggestions !== this.current.suggestions) this.set({ suggestions });
      },
    );
    this.hunksNow = new HunksNow(open, this.surface);
    this.surface.attach(open);
    void this.uploads.start();
    this.guard.watch();
    const stopWatching = watchPage({
      leave: () => void open.close(),
      wake: () => {
        for (const one of [open, this.uploads]) one.wake();
      },
      sleep: () => open.offline(),
      uncaught: (error) => this.onUncaught(error),
    });
    const forgetLoss = this.outbox.onLost?.(() => this.kept.restore());
    this.stopWatching = () => {
      stopWatching();
      forgetLoss?.();
    };
    void this.kept.read(this.options.docId, this.options.userId);
  }

  /**
   * Leaves the document. Unsent edits stay on this device; those that it cannot store are still sent while the page
   * exists.
   */
  stop(): void {
    if (this.ended) return;
    this.flush();
    this.ended = true;
    this.surface.destroy();
    this.uploads.stop();
    this.looks?.destroy();
    for (const listeners of [this.listeners, this.decided]) listeners.clear();
    const left = this.open?.close() ?? Promise.resolve();
    void left.then(() => {
      this.guard.end();
      this.stopWatching?.();
    });
  }

  /** The current view; a new object after every change. */
  readonly view = (): SessionView => this.current;

  /** Calls `listener` after every change of the view. Returns a function that stops this. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Where each thread is in what the editor shows; null for one about the whole document. */
  ranges(): ReadonlyMap<string, Range | null> {
    return this.open?.ranges() ?? new Map();
  }

  /** Sets what typing does; one of the modes of the view. */
  setMode(mode: Mode): void {
    // What was typed before belongs to the mode before.
    this.flush();
    this.chosen = mode;
    this.allowTyping();
  }

  /** The hunks of an open suggestion, where they are in the view now, from left to right; none once it is decided. */
  hunks(id: string): readonly ShownHunk[] {
    return this.hunksNow?.get(id) ?? [];
  }

  /** A range of what the editor shows as a place in the text, which has nothing that is only suggested. */
  inText(range: Range): Range {
    return this.open?.layers.down(range) ?? range;
  }

  /**
   * What a decision about these hunks of a suggestion, null for all of them, has to say; null while that cannot be told:
   * it is gone, or the server lacks some of it.
   */
  decisionOf(id: string, hunks: readonly number[] | null): DecidedHunks | null {
    this.flush();
    return this.open?.decisionOf(id, hunks) ?? null;
  }

  /**
   * Calls `listener` with each suggestion that is decided, in whole or in part, while the document is open: it may not be
   * among the open ones any more. Returns a function that stops this.
   */
  onDecided(listener: (suggestion: Suggestion) => void): () => void {
    this.decided.add(listener);
    return () => this.decided.delete(listener);
  }

  /** What is suggested next begins a new suggestion. */
  beginSuggestion(): void {
    this.open?.layers.begin();
  }

  /** Forgets what the user typed of a suggestion and the server does not have. */
  dropDraft(id: string): void {
    this.open?.layers.drop(id);
  }

  /** Calls `listener` after every change of the text (`Surface.onChange`). Returns a function that stops this. */
  onText(listener: (delta: Delta) => void): () => void {
    return this.surface.onChange(listener);
  }

  /** The version that the shown text is; null while any of the user's edits is unacknowledged. */
  settledVersion(): number | null {
    this.flush();
    const { status } = this.current;
    return status.state === 'saved' ? status.version : null;
  }

  /** Inserts the text of a kept edit at the caret, as the user's own edit, and deletes the kept edit. */
  async insertKept(edit: KeptEdit, text: string): Promise<void> {
    insertTyped(this.quill, text);
    await this.discardKept(edit);
  }

  /** Deletes a kept edit permanently. */
  discardKept(edit: KeptEdit): Promise<void> {
    return this.kept.discard(edit);
  }

  private countAtRisk(): number {
    if (!this.ended) this.flush();
    return (this.open?.atRisk ?? 0) + this.current.uploads.unkept;
  }

  private flush(): void {
    // The document's own flush: an exception in it ends the client, not what the page is about to do.
    this.open?.flush();
  }

  // Quill may show words that it has not reported: they are kept for their author, and the editor is built again.
  private onUncaught(error: unknown): void {
    const { open } = this;
    const { state } = this.current.status;
    if (open === null || this.ended || (state !== 'saved' && state !== 'saving' && state !== 'offline'))
      return;
    const contents = open.contents();
    if (this.surface.inStep(contents)) return;
    this.surface.spoil();
    open.document.fail(error, this.surface.untold(contents));
  }

  private onStatus(status: Status): void {
    if (this.ended) return;
    this.set({ status });
    this.allowTyping();
    if (status.state !== 'stopped') return;
    this.surface.carets.show([]);
    this.set({ peers: [], more: 0 });
    void this.kept.read(this.options.docId, this.options.userId);
  }

  private countUnsent(): void {
    const { unsentSuggestions = 0, unkept = 0 } = this.open ?? {};
    if (unsentSuggestions !== this.current.unsentSuggestions || unkept !== this.current.unkept)
      this.set({ unsentSuggestions, unkept });
  }

  // The server tells places in the text; the editor shows suggestions over it.
  private showCarets(): void {
    const { open } = this;
    if (open === null || this.ended) return;
    this.surface.carets.show(
      this.peers.map((peer) => (peer.cursor ? { ...peer, cursor: open.layers.up(peer.cursor) } : peer)),
    );
  }

  private allowTyping(): void {
    const { status, role } = this.current;
    const { quill } = this;
    const shown = status.state === 'saved' || status.state === 'saving' || status.state === 'offline';
    const modes = role === null ? [] : modesOf(role, this.isReviewed);
    const mode = modeIn(modes, this.chosen);
    if (this.open) this.open.mode = mode;
    if (mode !== this.current.mode || modes.join() !== this.current.modes.join()) this.set({ mode, modes });
    const editable = shown && mode !== 'viewing';
    if (editable !== quill.isEnabled() || !quill.root.hasAttribute('data-ready')) {
      setEditable(quill, editable);
      quill.root.toggleAttribute('data-ready', shown);
    }
  }

  private set(change: Partial<SessionView>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
