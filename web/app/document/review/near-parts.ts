import type Quill from 'quill/core.js';
import type { Delta, Range } from '../../../../src/ot/op.ts';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { ChangedText } from '../../../editor/highlights/changed-text.ts';
import { blocksOf, type Stretch, textInView } from '../../../editor/highlights/text-in-view.ts';
import { type Item, type MarkedParts, markedParts, type Pressed } from './marked-parts.ts';

/** How far beyond the window highlights and cards are drawn, in heights of it. */
export const BEYOND = 1;

/** What is drawn near the window. */
export interface Near extends MarkedParts {
  stretch: Stretch;
  /** The only blocks in which something has moved since this was read last; null when it may be anything. */
  moved: Stretch | null;
}

/**
 * The parts of the text near the window that are marked or measured. After a key that leaves the text as high as it was,
 * only the block that was typed in is measured again; a full reading follows after a pause.
 */
export class NearParts {
  readonly #session: DocumentSession;
  readonly #quill: Quill;
  readonly #rangeOfDraft: () => Range | null;
  readonly #changed = new ChangedText();
  #items: readonly Item[] = [];
  #anchor: Pressed | null = null;
  #last: { near: Near; height: number } | null = null;

  /** `rangeOfDraft` is the text that a thread is being begun on. */
  constructor(session: DocumentSession, quill: Quill, rangeOfDraft: () => Range | null) {
    this.#session = session;
    this.#quill = quill;
    this.#rangeOfDraft = rangeOfDraft;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  set items(items: readonly Item[]) {
    this.#items = items;
    this.forget();
  }

  /** The hunk that the card of an active suggestion stands beside. */
  set anchor(anchor: Pressed | null) {
    this.#anchor = anchor;
    this.forget();
  }

  /** The text changed. */
  changed(delta: Delta): void {
    this.#changed.add(delta);
  }

  /** Anything may have moved. */
  forget(): void {
    this.#last = null;
  }

  /** Reads them; null for nothing. Measures the page. */
  read(): Near | null {
    const moved = this.#movedBlocks();
    const height = this.#quill.root.offsetHeight;
    const near = moved === null ? this.#whole() : this.#carried(moved);
    this.#changed.clear();
    this.#last = near && { near, height };
    return near;
  }

  #movedBlocks(): Stretch | null {
    const { part } = this.#changed;
    if (part === null || this.#quill.root.offsetHeight !== this.#last?.height) return null;
    // The hunks of the active one grow with what is typed into them.
    if (this.#items.some(({ tone }) => tone === 'active-suggestion' || tone === 'draft')) return null;
    return blocksOf(this.#quill, part);
  }

  #whole(): Near | null {
    if (this.#items.length === 0) return null;
    const stretch = textInView(this.#quill, innerHeight * BEYOND);
    const places = {
      ranges: this.#session.ranges(),
      draft: this.#rangeOfDraft(),
      hunks: (id: string) => this.#session.hunks(id),
      anchor: this.#anchor,
    };
    return { ...markedParts(this.#items, places, stretch), stretch, moved: null };
  }

  #carried(moved: Stretch): Near | null {
    if (this.#last === null) return null;
    const { shown, whole, stretch } = this.#last.near;
    const carry = (range: Range): Range => this.#changed.carry(range);
    const { index, length } = carry({ index: stretch.from, length: stretch.to - stretch.from });
    return {
      shown: shown.map((highlight) => ({ ...highlight, range: carry(highlight.range) })),
      whole,
      stretch: { from: index, to: index + length },
      moved,
    };
  }
}
