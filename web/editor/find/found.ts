import type Quill from 'quill/core.js';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import type { DocumentSession } from '../document-session.ts';
import { Highlights } from '../highlights/highlights.ts';
import { textInView } from '../highlights/text-in-view.ts';
import { findMatches, MAX_MATCHES, matchFrom, type Query, searchedText } from './find-matches.ts';
import { replacing } from './replacing.ts';

/** An operation has at most 10,000 members (docs/protocol.md), and a replacement three. */
const MAX_AT_ONCE = 3_000;
/** So long after a change of the text, by anybody, it is searched again. */
const PAUSE_MS = 150;
/** How far from the edges of the window a match is brought. */
const EDGE = 48;

/** The selection of the text, or what it was when the focus left. */
export function rangeNow({ selection }: Quill): Range {
  // Quill hears of a change of the selection after the next key.
  return selection.getRange()[0] ?? selection.savedRange;
}

/** What a search found. */
export interface FoundView {
  /** At most `MAX_MATCHES`. */
  count: number;
  isMore: boolean;
  /** Which of them is the current one, from 1; 0 for none. */
  current: number;
}

/** The matches of a query in an open document: found again as anybody types, marked, and replaced. */
export class Found {
  private readonly quill: Quill;
  private readonly told: (view: FoundView) => void;
  private readonly highlights: Highlights;
  private readonly ending = new AbortController();
  private readonly stopText: () => void;
  private readonly resized: ResizeObserver;
  private readonly head: () => number;
  private query: Query = { words: '', isExact: false, isWhole: false };
  private matches: readonly Range[] = [];
  private current = -1;
  /** Where the search goes on from, carried over what is typed. */
  private place: number;
  private frame = 0;
  private pause: ReturnType<typeof setTimeout> | null = null;

  /** `told` is called with what is found after each change of it; `head` is how much of the window's top is covered. */
  constructor(
    session: DocumentSession,
    quill: Quill,
    { told, head }: { told: (view: FoundView) => void; head: () => number },
  ) {
    this.quill = quill;
    this.told = told;
    this.head = head;
    this.place = rangeNow(quill).index;
    this.highlights = new Highlights(quill);
    this.stopText = session.onText((delta) => this.changed(delta));
    this.resized = new ResizeObserver(() => this.drawSoon());
    this.resized.observe(quill.root);
    const { signal } = this.ending;
    for (const event of ['scroll', 'resize'])
      addEventListener(event, () => this.drawSoon(), { passive: true, signal });
  }

  /** Searches from where the last search was. */
  search(query: Query): void {
    this.query = query;
    this.look();
    if (this.current >= 0) this.bringIntoView();
  }

  /** Goes to the next match, or the one before; past the last one to the first. */
  go(steps: 1 | -1): void {
    this.look();
    const { length } = this.matches;
    if (length === 0) return;
    this.current = (this.current + steps + length) % length;
    this.place = this.matches[this.current]?.index ?? this.place;
    this.tell();
    this.bringIntoView();
  }

  /** Puts `text` in place of the current match, and goes to the next one. */
  replace(text: string): void {
    this.look();
    const match = this.matches[this.current];
    if (match === undefined) return;
    this.change([match], text);
    this.place = match.index + text.length;
    this.look();
    if (this.current >= 0) this.bringIntoView();
  }

  /** Puts `text` in place of all matches, in one step of undo; returns how many. */
  replaceAll(text: string): number {
    this.look();
    const { matches } = this;
    // From the end, so that the places of the others stay.
    for (let end = matches.length; end > 0; end -= MAX_AT_ONCE)
      this.change(matches.slice(Math.max(0, end - MAX_AT_ONCE), end), text, end < matches.length);
    this.look();
    return matches.length;
  }

  /** Ends the search; the current match is selected when the text gets the focus. */
  end(): void {
    const match = this.matches[this.current];
    this.ending.abort();
    this.stopText();
    this.resized.disconnect();
    cancelAnimationFrame(this.frame);
    if (this.pause !== null) clearTimeout(this.pause);
    this.highlights.destroy();
    if (match === undefined) return;
    const { savedRange } = this.quill.selection;
    [savedRange.index, savedRange.length] = [match.index, match.length];
  }

  private change(ranges: readonly Range[], text: string, isContinued = false): void {
    if (!isContinued) this.quill.history.cutoff();
    const shown = this.quill.getContents().ops as Delta;
    this.quill.updateContents([...replacing(shown, ranges, text)], 'user');
  }

  private changed(delta: Delta): void {
    this.place = transformPosition(this.place, delta, false);
    if (this.pause !== null) clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.pause = null;
      this.look();
    }, PAUSE_MS);
  }

  private look(): void {
    const text = searchedText(this.quill.getContents().ops as Delta);
    this.matches = findMatches(text, this.query);
    this.current = matchFrom(this.matches, this.place);
    this.tell();
  }

  private tell(): void {
    const { length } = this.matches;
    this.told({ count: length, isMore: length === MAX_MATCHES, current: this.current + 1 });
    this.drawSoon();
  }

  private drawSoon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const stretch = textInView(this.quill, window.innerHeight);
      const first = matchFrom(this.matches, stretch.from);
      const near: Parameters<Highlights['draw']>[0][number][] = [];
      for (let n = Math.max(0, first); n < this.matches.length; n++) {
        const range = this.matches[n] as Range;
        if (range.index > stretch.to) break;
        const tone = n === this.current ? 'found-current' : 'found';
        near.push({ id: `${range.index}`, range, tone, isPinned: false });
      }
      this.highlights.draw(near, stretch);
    });
  }

  private bringIntoView(): void {
    const match = this.matches[this.current];
    const bounds = match && this.quill.selection.getBounds(match.index, match.length);
    if (!bounds) return;
    const [top, bottom] = [this.head() + EDGE, window.innerHeight - EDGE];
    if (bounds.top < top || bounds.bottom > bottom)
      window.scrollBy({ top: bounds.top - (top + Math.max(top, bottom)) / 2 });
    this.drawSoon();
  }
}
