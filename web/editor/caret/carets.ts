import type Quill from 'quill/core.js';
import type { Delta, Range as TextRange } from '../../../src/ot/op.ts';
import type { Peer } from '../../collab/index.ts';
import { toQuill } from '../quill/to-quill.ts';
import { linesOf } from './lines-of.ts';

/** How long a name stays beside a caret that has moved. */
const NAME_MS = 2500;

interface Caret {
  peer: Peer;
  range: TextRange | null;
  root: HTMLElement;
  bar: HTMLElement;
  selection: HTMLElement;
  hideName: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The carets and selections of the other users, drawn over the text in a layer of its own: this adds nothing to the
 * text's markup, and sets all positions through style objects, as the content security policy requires. The layer is
 * hidden from screen readers; the list of people names the users that are present.
 */
export class Carets {
  private readonly quill: Quill;
  private readonly layer: HTMLElement;
  private readonly carets = new Map<string, Caret>();
  private readonly resized: ResizeObserver;
  private readonly guestName: (name: string) => string;
  private readonly onFonts = () => this.draw();
  private frame = 0;

  /** `guestName` formats the name of a guest. */
  constructor(quill: Quill, guestName: (name: string) => string) {
    this.quill = quill;
    this.guestName = guestName;
    this.layer = document.createElement('div');
    this.layer.className = 'carets';
    this.layer.setAttribute('aria-hidden', 'true');
    quill.container.append(this.layer);
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(quill.root);
    // A font that arrives later moves letters, often without changing the size of the text.
    document.fonts.addEventListener('loadingdone', this.onFonts);
  }

  /** Shows the carets of these peers and no others. */
  show(peers: readonly Peer[]): void {
    const here = new Set(peers.map((peer) => peer.client));
    for (const client of this.carets.keys()) if (!here.has(client)) this.remove(client);
    for (const peer of peers) this.place(peer);
    this.draw();
  }

  /** Transforms every caret over a change of the text, until the next `show` replaces them. */
  carry(change: Delta): void {
    const delta = toQuill(change);
    for (const caret of this.carets.values()) {
      if (!caret.range) continue;
      const start = delta.transformPosition(caret.range.index, true);
      const end = delta.transformPosition(caret.range.index + caret.range.length, true);
      caret.range = { index: start, length: Math.max(0, end - start) };
    }
    this.draw();
  }

  /** Removes the layer from the page. */
  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.resized.disconnect();
    document.fonts.removeEventListener('loadingdone', this.onFonts);
    for (const client of this.carets.keys()) this.remove(client);
    this.layer.remove();
  }

  private place(peer: Peer): void {
    let caret = this.carets.get(peer.client);
    if (!caret) {
      caret = this.add(peer);
      this.carets.set(peer.client, caret);
    }
    const before = caret.range;
    caret.peer = peer;
    caret.range = peer.cursor;
    const moved = before?.index !== peer.cursor?.index || before?.length !== peer.cursor?.length;
    if (moved && peer.cursor) this.showName(caret);
  }

  private add(peer: Peer): Caret {
    const root = document.createElement('div');
    root.className = 'caret';
    root.dataset.client = peer.client;
    root.style.setProperty('--peer', peer.user.color);
    const selection = document.createElement('div');
    const bar = document.createElement('div');
    bar.className = 'caret-bar';
    const name = document.createElement('span');
    name.className = 'caret-name';
    name.dir = 'auto';
    name.textContent = peer.user.guest ? this.guestName(peer.user.name) : peer.user.name;
    bar.append(name);
    root.append(selection, bar);
    this.layer.append(root);
    return { peer, range: null, root, bar, selection, hideName: undefined };
  }

  private remove(client: string): void {
    const caret = this.carets.get(client);
    if (!caret) return;
    clearTimeout(caret.hideName);
    caret.root.remove();
    this.carets.delete(client);
  }

  private showName(caret: Caret): void {
    clearTimeout(caret.hideName);
    caret.root.dataset.active = '';
    caret.hideName = setTimeout(() => delete caret.root.dataset.active, NAME_MS);
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    if (this.carets.size === 0) return;
    this.frame = requestAnimationFrame(() => {
      const origin = this.quill.container.getBoundingClientRect();
      // All positions are read before the first is written, so the page is laid out once.
      const places = [...this.carets.values()].map((caret) => ({ caret, place: this.measure(caret.range) }));
      for (const { caret, place } of places) drawCaret(caret, place, origin);
    });
  }

  private measure(range: TextRange | null): Place | null {
    if (!range) return null;
    const last = this.quill.getLength() - 1;
    const start = Math.min(range.index, last);
    const end = Math.min(range.index + range.length, last);
    const bounds = this.caretAt(end);
    if (!bounds) return null;
    return {
      bar: bounds,
      lines: end > start ? linesOf(this.quill, { index: start, length: end - start }) : [],
    };
  }

  /** The position of a caret: in a right-to-left run, on the right of its letter. */
  private caretAt(index: number): Place['bar'] | null {
    const [node, offset] = this.quill.selection.rangeToNative({ index, length: 0 });
    if (node instanceof Text) {
      const range = document.createRange();
      range.setStart(node, offset ?? 0);
      const rect = range.getClientRects()[0];
      if (rect && rect.height > 0) return rect;
    }
    return this.quill.selection.getBounds(index, 0);
  }
}

interface Place {
  bar: { left: number; top: number; height: number };
  lines: DOMRect[];
}

function drawCaret(caret: Caret, place: Place | null, origin: DOMRect): void {
  caret.root.hidden = place === null;
  if (!place) return;
  caret.bar.style.transform = `translate(${place.bar.left - origin.left}px, ${place.bar.top - origin.top}px)`;
  caret.bar.style.height = `${place.bar.height}px`;
  caret.bar.toggleAttribute('data-first-line', place.bar.top - origin.top < 24);
  caret.selection.replaceChildren(
    ...place.lines.map((line) => {
      const box = document.createElement('div');
      box.className = 'caret-selection';
      box.style.transform = `translate(${line.left - origin.left}px, ${line.top - origin.top}px)`;
      box.style.width = `${line.width}px`;
      box.style.height = `${line.height}px`;
      return box;
    }),
  );
}
