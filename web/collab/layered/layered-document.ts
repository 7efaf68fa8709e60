import { compose } from '../../../src/ot/compose.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';
import { reviewPages } from '../follow-review.ts';
import { Layers } from '../layers/layers.ts';
import type { Settled } from '../layers/plan-edit.ts';
import type { Mode } from '../layers/route-edit.ts';
import type { DecidedHunks, ShownSuggestion } from '../layers/shown-suggestion.ts';
import { type OpenDocument, type OpenDocumentOptions, openDocument } from '../open-document.ts';
import { ReviewFeed } from '../review/review-feed.ts';
import type { DraftRefusal, DraftStore } from '../suggestions/draft-ports.ts';
import { SuggestionSender } from '../suggestions/suggestion-sender.ts';
import { FollowBoth } from './follow-both.ts';
import { type FollowedLayers, LayersFeed } from './layers-feed.ts';
import { shareReads } from './share-reads.ts';

declare function queueMicrotask(action: () => void): void;

/** What a LayeredDocument reports. No callback may throw. */
export interface LayerEvents {
  /** The open suggestions changed, or have become known. */
  suggestions(): void;
  /** Whether anything can be suggested here: this server, and this role, has a review. */
  offered(isOffered: boolean): void;
  /** A suggestion is decided, in whole or in part. */
  decided(suggestion: Suggestion): void;
  /** How many suggestions the server lacks some of, or how many of those this device keeps, may have changed. */
  unsent(): void;
  /** Why the server does not take what is suggested, which stays on this device; null once it takes everything. */
  refused(refusal: DraftRefusal | null): void;
}

/** The options of a LayeredDocument; `editor` shows the view, `drafts` keeps what is suggested and unsent. */
export type LayeredDocumentOptions = Omit<OpenDocumentOptions, 'review'> & {
  layerEvents: LayerEvents;
  drafts: DraftStore;
};

/**
 * An open document whose editor shows its suggestions over the text (docs/collab-client.md). The editor reports to it.
 */
export class LayeredDocument implements FollowedLayers {
  readonly layers: Layers;
  readonly document: OpenDocument;
  readonly #sender: SuggestionSender;
  #isLooking = false;
  #unkeptEdits = 0;
  #feed: { read(since: number): void } | null = null;
  #isHeld = false;
  #later: (() => void)[] = [];
  #shown: readonly ShownSuggestion[] = [];
  readonly #events: LayerEvents;

  constructor(options: LayeredDocumentOptions) {
    const { layerEvents, editor } = options;
    this.#events = layerEvents;
    this.layers = new Layers({
      userId: options.userId,
      editor,
      client: () => this.document.client,
      read: (since) => this.#feed?.read(since),
      adrift: (draft) => this.#sender.adrift(draft),
      changed: () => this.#changed(),
    });
    this.document = openDocument({
      ...options,
      editor: this.layers,
      // Threads and suggestions are read by the same pages, at the same moment.
      review: (source) => {
        const read = shareReads(reviewPages(source));
        return (deps) => {
          const suggestions = new LayersFeed({ ...deps, read, layers: this });
          return new FollowBoth(new ReviewFeed({ ...deps, read }), suggestions);
        };
      },
      events: {
        ...options.events,
        unkept: (edits) => {
          this.#unkeptEdits = edits;
          options.events.unkept?.(edits);
        },
        status: (status) => {
          this.#lookSoon();
          options.events.status(status);
        },
      },
    });
    this.#sender = new SuggestionSender({
      ...options,
      tokens: { current: () => options.accessToken(), refresh: () => options.refreshToken() },
      layers: this.layers,
      client: () => this.document.client,
      store: options.drafts,
      events: {
        changed: () => layerEvents.unsent(),
        refused: (refusal) => layerEvents.refused(refusal),
        kept: (edit) => options.events.rejected(edit),
      },
      run: (action) => this.whenIdle(() => this.#carefully(action)),
    });
  }

  /** How many suggestions hold typing that the server does not have. */
  get unsentSuggestions(): number {
    return this.#sender.unsent;
  }

  /** How many edits and suggestions would be lost with this page. */
  get atRisk(): number {
    return this.document.atRisk + this.#sender.atRisk;
  }

  /** How many edits and suggestions this device cannot store and the server does not have. */
  get unkept(): number {
    return this.#unkeptEdits + this.#sender.unkept;
  }

  /** What typing does. */
  get mode(): Mode {
    return this.layers.mode;
  }

  set mode(mode: Mode) {
    this.layers.mode = mode;
  }

  followed(feed: { read(since: number): void }): void {
    this.#feed = feed;
  }

  whenIdle(action: () => void): void {
    if (this.#isHeld) this.#later.push(action);
    else action();
  }

  /** Sends now what was waiting for more typing. */
  flush(): void {
    this.document.client.flush();
    this.#sender.flush();
  }

  /** The network is back, or the page is visible again. */
  wake(): void {
    this.document.wake();
    this.#sender.wake();
  }

  /** The platform reports that the network is gone. */
  offline(): void {
    this.document.offline();
    this.#sender.offline();
  }

  /** Leaves (`OpenDocument.close`); what is suggested and unsent stays on this device too, and is still sent. */
  async close(): Promise<void> {
    await Promise.all([this.#sender.stop(), this.document.close()]);
  }

  /** The user changed the view (`Layers.edit`). */
  edit(edit: Delta, view: () => Delta): Settled {
    return this.layers.edit(edit, view);
  }

  /** Where a character would stand that is typed at `position` (`Layers.typingPlace`). */
  typingPlace(position: number, view: () => Delta): number {
    return this.layers.typingPlace(position, view);
  }

  /** The user's selection in the view; null for none. */
  setSelection(range: Range | null): void {
    this.layers.setSelection(range);
  }

  /** An input method is composing: nothing may change the view. */
  hold(): void {
    this.#isHeld = true;
    this.document.hold();
  }

  /** The composition has ended, and its change has been reported. */
  release(): void {
    this.#isHeld = false;
    this.document.release();
    for (const action of this.#later.splice(0)) action();
  }

  /** What the editor shows: the text with the suggestions over it. */
  contents(): Delta {
    return compose(this.document.client.contents(), this.layers.over);
  }

  /** Where each thread is in the view; null for one about the whole document. */
  ranges(): ReadonlyMap<string, Range | null> {
    const ranges = this.document.client.ranges();
    if (this.layers.over.length === 0) return ranges;
    return new Map([...ranges].map(([id, range]) => [id, range && this.layers.up(range)]));
  }

  offered(isOffered: boolean): void {
    this.#events.offered(isOffered);
  }

  decided(suggestion: Suggestion): void {
    this.#events.decided(suggestion);
  }

  known(): void {
    this.#events.suggestions();
  }

  /** The open suggestions in the order of their layers; the same array, and elements, while they are the same. */
  suggestions(): readonly ShownSuggestion[] {
    const before = new Map(this.#shown.map((one) => [one.id, one]));
    const now = this.layers.layers.map(({ id, isOwn, told, draft }): ShownSuggestion => {
      const known = before.get(id);
      const isUnsent = draft !== null;
      if (known?.told === told && known.isUnsent === isUnsent) return known;
      return { id, was: this.layers.draftOf(id), isOwn, told, isUnsent };
    });
    const isSame = now.length === this.#shown.length && now.every((one, n) => one === this.#shown[n]);
    if (!isSame) this.#shown = now;
    return this.#shown;
  }

  /**
   * What a decision about these hunks of a suggestion, null for all of them, has to say; null while that cannot be
   * told: it is gone, or the server lacks some of it or of the text that is shown.
   */
  decisionOf(id: string, hunks: readonly number[] | null): DecidedHunks | null {
    const { version, unsent } = this.document.client;
    const layer = this.layers.layers.find((one) => one.id === id);
    if (layer?.told == null || layer.draft !== null || version === null || unsent.length > 0) return null;
    const all =
      this.layers
        .hunks([])
        .get(id)
        ?.map(({ number }) => number) ?? [];
    return { version, review: layer.review, hunks: hunks ?? all };
  }

  #changed(): void {
    this.#events.suggestions();
    this.#lookSoon();
  }

  // Layers tell of changes in the midst of a turn, when the client is not yet where they are.
  #lookSoon(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    queueMicrotask(() => {
      this.#isLooking = false;
      this.#sender.changed();
    });
  }

  // What an answer changes in the editor may throw there.
  #carefully(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.document.fail(error, null);
    }
  }
}
