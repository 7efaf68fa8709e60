import { compose } from '../../../src/ot/compose.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';
import { followReview } from '../follow-review.ts';
import { type OpenDocument, type OpenDocumentOptions, openDocument } from '../open-document.ts';
import type { FollowedLayers } from '../review/layers-feed.ts';
import type { Draft } from './layer-ports.ts';
import { Layers } from './layers.ts';
import type { Settled } from './plan-edit.ts';
import type { Mode } from './route-edit.ts';
import type { DecidedHunks, ShownSuggestion } from './shown-suggestion.ts';

/** What a LayeredDocument reports. No callback may throw. */
export interface LayerEvents {
  /** The open suggestions changed. */
  suggestions(): void;
  /** A suggestion is decided, in whole or in part. */
  decided(suggestion: Suggestion): void;
  /** The text was replaced: this typing is shown no more. */
  adrift(draft: Draft): void;
}

/** The options of a LayeredDocument; `editor` shows the view. */
export type LayeredDocumentOptions = Omit<OpenDocumentOptions, 'review'> & { layerEvents: LayerEvents };

/**
 * An open document whose editor shows its suggestions over the text (docs/collab-client.md). The editor reports to it.
 */
export class LayeredDocument implements FollowedLayers {
  readonly layers: Layers;
  readonly document: OpenDocument;
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
      adrift: (draft) => layerEvents.adrift(draft),
      changed: () => layerEvents.suggestions(),
    });
    this.document = openDocument({
      ...options,
      editor: this.layers,
      review: (source) => followReview(source, this),
    });
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

  decided(suggestion: Suggestion): void {
    this.#events.decided(suggestion);
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
    const all = this.layers.hunks(id, []).map(({ number }) => number);
    return { version, review: layer.review, hunks: hunks ?? all };
  }
}
