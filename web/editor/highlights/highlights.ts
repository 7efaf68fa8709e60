import type Quill from 'quill/core.js';
import type { Range } from '../../../src/ot/op.ts';
import { linesOf } from '../caret/lines-of.ts';
import { besideCaret, measuredPart } from './measured-part.ts';
import type { Stretch } from './text-in-view.ts';

/** A part of the text that is marked without being changed. */
export interface Highlight {
  id: string;
  range: Range;
  /** How it looks (highlights.css); null for a part of which only the beginning is measured. */
  tone: string | null;
  /** It is drawn wherever it is. */
  isPinned: boolean;
}

interface Drawn {
  root: HTMLElement;
  /** What is drawn, to know what has to be drawn again. */
  key: string;
  /** Relative to the container. */
  lines: DOMRect[];
}

/**
 * Parts of the text with a coloured ground, drawn over it in a layer of its own, like the carets of others: nothing is
 * added to the text's markup, and every browser draws it the same. Only what is near the window is drawn.
 */
export class Highlights {
  private readonly quill: Quill;
  private readonly layer = document.createElement('div');
  private readonly drawn = new Map<string, Drawn>();
  /** Where each begins, relative to the container; of those that are only measured too. */
  private readonly tops = new Map<string, number>();

  constructor(quill: Quill) {
    this.quill = quill;
    this.layer.className = 'highlights';
    this.layer.setAttribute('aria-hidden', 'true');
    quill.container.append(this.layer);
  }

  /**
   * Draws those within a stretch of the text and those that are pinned, and no others. Returns where each begins, below the
   * top of the window. What was drawn before and is not in `seen` stays as it was: measuring it can wait.
   */
  draw(all: readonly Highlight[], stretch: Stretch, seen: Stretch = stretch): Map<string, number> {
    const near = all.filter((highlight) => highlight.isPinned || touches(highlight.range, stretch));
    const fresh = near.filter(
      ({ id, range, isPinned }) => isPinned || !this.tops.has(id) || touches(range, seen),
    );
    const origin = this.quill.container.getBoundingClientRect();
    const last = this.quill.getLength() - 1;
    // All positions are read before the first is written, so the page is laid out once.
    const places = fresh.map((highlight) => {
      const { head, lines } = measuredPart(highlight.range, highlight.tone !== null, stretch);
      const boxes = lines === null ? [] : this.measure(lines, last, origin);
      const isWhole = lines?.index === head.index && boxes.length > 0;
      return { highlight, boxes, top: isWhole ? boxes[0]?.top : this.topOf(head, last, origin) };
    });
    for (const { highlight, boxes, top } of places) {
      if (top === undefined) this.tops.delete(highlight.id);
      else this.tops.set(highlight.id, top);
      if (highlight.tone !== null) this.place(highlight, boxes);
    }
    const tones = new Map(near.map(({ id, tone }) => [id, tone]));
    for (const id of [...this.tops.keys()]) if (!tones.has(id)) this.tops.delete(id);
    for (const id of [...this.drawn.keys()])
      if (!this.tops.has(id) || tones.get(id) === null) this.remove(id);
    return new Map([...this.tops].map(([id, top]) => [id, top + origin.top]));
  }

  /** The highlights at a point of the window, the shortest first. */
  at(x: number, y: number): string[] {
    const { left, top } = this.quill.container.getBoundingClientRect();
    const isIn = (line: DOMRect) => holds(line, x - left, y - top);
    const width = ({ lines }: Drawn) => lines.reduce((sum, line) => sum + line.width, 0);
    return [...this.drawn]
      .filter(([, { lines }]) => lines.some(isIn))
      .sort(([, a], [, b]) => width(a) - width(b))
      .map(([id]) => id);
  }

  /** Whether a point of the window, which `caret` is at, is in a part of the text. */
  covers(range: Range, caret: number, x: number, y: number): boolean {
    const part = besideCaret(range, caret);
    if (part === null) return false;
    const origin = this.quill.container.getBoundingClientRect();
    const lines = this.measure(part, this.quill.getLength() - 1, origin);
    return lines.some((line) => holds(line, x - origin.left, y - origin.top));
  }

  /** Removes the layer from the page. */
  destroy(): void {
    this.layer.remove();
    this.drawn.clear();
    this.tops.clear();
  }

  // Breaks alone have no boxes: the place of the caret before them stands for them.
  private topOf(head: Range, last: number, origin: DOMRect): number | undefined {
    const [first] = this.measure(head, last, origin);
    return (first ?? this.measure({ ...head, length: 0 }, last, origin)[0])?.top;
  }

  private measure({ index, length }: Range, last: number, origin: DOMRect): DOMRect[] {
    const start = Math.min(index, last);
    const end = Math.min(index + length, last);
    const bounds = end > start ? [] : [this.quill.selection.getBounds(start, 0)];
    const lines = end > start ? linesOf(this.quill, { index: start, length: end - start }) : bounds;
    return lines
      .filter((line) => line !== null)
      .map(
        ({ left, top, width, height }) => new DOMRect(left - origin.left, top - origin.top, width, height),
      );
  }

  private place({ id, tone }: Highlight, lines: DOMRect[]): void {
    const key = lines.map(({ x, y, width, height }) => [x, y, width, height].join()).join(';');
    const known = this.drawn.get(id);
    const root = known?.root ?? document.createElement('div');
    if (known === undefined) {
      root.className = 'highlight';
      root.dataset.thread = id;
      this.layer.append(root);
    }
    if (root.dataset.tone !== tone) root.dataset.tone = tone ?? '';
    if (known?.key !== key) root.replaceChildren(...lines.map(boxOf));
    this.drawn.set(id, { root, key, lines });
  }

  private remove(id: string): void {
    this.drawn.get(id)?.root.remove();
    this.drawn.delete(id);
  }
}

function touches({ index, length }: Range, { from, to }: Stretch): boolean {
  return index < to && index + length >= from;
}

function holds({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

function boxOf({ x, y, width, height }: DOMRect): HTMLElement {
  const box = document.createElement('div');
  box.style.left = `${x}px`;
  box.style.top = `${y}px`;
  box.style.width = `${width}px`;
  box.style.height = `${height}px`;
  return box;
}
