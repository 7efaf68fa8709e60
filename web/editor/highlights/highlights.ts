import type Quill from 'quill/core.js';
import type { Range } from '../../../src/ot/op.ts';
import { linesOf } from '../caret/lines-of.ts';
import type { Stretch } from './text-in-view.ts';

/** A part of the text that is marked without being changed. */
export interface Highlight {
  id: string;
  range: Range;
  /** How it looks (highlights.css); null for a part that is only measured. */
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

  constructor(quill: Quill) {
    this.quill = quill;
    this.layer.className = 'highlights';
    this.layer.setAttribute('aria-hidden', 'true');
    quill.container.append(this.layer);
  }

  /** Draws those within a stretch of the text and those that are pinned, and no others. Returns where each begins, below the top of the window. */
  draw(all: readonly Highlight[], { from, to }: Stretch): Map<string, number> {
    const near = all.filter(
      ({ range: { index, length }, isPinned }) => isPinned || (index < to && index + length >= from),
    );
    const origin = this.quill.container.getBoundingClientRect();
    const last = this.quill.getLength() - 1;
    // All positions are read before the first is written, so the page is laid out once.
    const places = near.map((highlight) => ({
      highlight,
      lines: this.measure(highlight.range, last, origin),
    }));
    const tops = new Map<string, number>();
    for (const { highlight, lines } of places) {
      const [first] = lines;
      if (first) tops.set(highlight.id, first.top + origin.top);
      if (highlight.tone !== null) this.place(highlight, highlight.range.length === 0 ? [] : lines);
    }
    const toned = new Set(near.filter(({ tone }) => tone !== null).map(({ id }) => id));
    for (const id of [...this.drawn.keys()]) if (!tops.has(id) || !toned.has(id)) this.remove(id);
    return tops;
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

  /** Whether a point of the window is in a part of the text. */
  covers(range: Range, x: number, y: number): boolean {
    const origin = this.quill.container.getBoundingClientRect();
    const lines = this.measure(range, this.quill.getLength() - 1, origin);
    return lines.some((line) => holds(line, x - origin.left, y - origin.top));
  }

  /** Removes the layer from the page. */
  destroy(): void {
    this.layer.remove();
    this.drawn.clear();
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

function holds({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

function boxOf({ x, y, width, height }: DOMRect): HTMLElement {
  const box = document.createElement('div');
  box.style.transform = `translate(${x}px, ${y}px)`;
  box.style.width = `${width}px`;
  box.style.height = `${height}px`;
  return box;
}
