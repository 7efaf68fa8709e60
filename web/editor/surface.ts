import type Quill from 'quill/core.js';
import { normalise } from '../../src/ot/canonical.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Delta } from '../../src/ot/op.ts';
import type { EditorPort } from '../collab/index.ts';
import { Carets } from './caret/carets.ts';
import { createEditor, type EditorOptions } from './create-editor.ts';
import { ShownImages } from './images/shown-images.ts';
import { splitMarks } from './marks/line-marks.ts';
import { toQuill } from './quill/to-quill.ts';
import { type BoundClient, QuillBinding } from './quill-binding.ts';

/** The parts of an editor: Quill, its binding, the carets of the other users. */
interface Parts {
  host: HTMLElement;
  quill: Quill;
  binding: QuillBinding;
  carets: Carets;
  images: ShownImages | null;
}

/**
 * The text surface of a session. Quill does not recover from an exception half-way through a change, so the next load
 * creates a new Quill.
 */
export class Surface implements EditorPort {
  private readonly container: HTMLElement;
  private readonly options: EditorOptions;
  private readonly renewed: () => void;
  private readonly changed = new Set<(delta: Delta) => void>();
  private client: BoundClient | null = null;
  private parts: Parts;
  private spoilt = false;

  /** `renewed` is called when `quill` is replaced. */
  constructor(container: HTMLElement, options: EditorOptions, renewed: () => void) {
    this.container = container;
    this.options = options;
    this.renewed = renewed;
    this.parts = this.build();
  }

  get quill(): Quill {
    return this.parts.quill;
  }

  get carets(): Carets {
    return this.parts.carets;
  }

  /** Sets the client of the edits. */
  attach(client: BoundClient): void {
    this.client = client;
    this.parts.binding.attach(client);
  }

  /**
   * Calls `listener` after every change of the text, by any author, and with an empty one after it was replaced. Returns
   * a function that stops this.
   */
  onChange(listener: (delta: Delta) => void): () => void {
    this.changed.add(listener);
    return () => this.changed.delete(listener);
  }

  load(ops: Delta): void {
    if (this.spoilt) this.renew();
    this.carefully(() => this.parts.binding.load(ops));
  }

  apply(delta: Delta): void {
    this.carefully(() => this.parts.binding.apply(delta));
  }

  flush(): void {
    this.carefully(() => this.parts.binding.flush());
  }

  /** What the editor shows: the text with the suggestions over it. */
  view(): Delta {
    return this.parts.binding.view();
  }

  /** Marks the shown text as invalid: the next load creates a new Quill. */
  spoil(): void {
    this.spoilt = true;
  }

  /** Whether Quill has reported all that it shows, after an uncaught exception. */
  inStep(contents: Delta): boolean {
    const { quill } = this.parts;
    if (quill.composition.isComposing) return true;
    return !Array.isArray(quill.scroll.batch) && quill.scroll.length() === documentLength(contents);
  }

  /** What the editor shows beyond `contents`, as a change of it; null when that contains no text, or cannot be read. */
  untold(contents: Delta): Delta | null {
    try {
      const shown = this.parts.quill.editor.getDelta();
      const { ops } = toQuill(splitMarks(contents, [])).diff(shown);
      return ops.some((op) => typeof op.insert === 'string' && op.insert.trim() !== '')
        ? normalise(ops as unknown as Delta)
        : null;
    } catch {
      return null;
    }
  }

  /** Removes the surface from the page. */
  destroy(): void {
    this.parts.binding.detach();
    this.parts.carets.destroy();
    this.parts.images?.destroy();
    this.parts.host.remove();
  }

  private build(): Parts {
    const host = document.createElement('div');
    this.container.append(host);
    const quill = createEditor(host, this.options);
    const { images: source, awaited } = this.options;
    const images = source && new ShownImages(quill.root, source, awaited);
    const scroller = document.scrollingElement ?? document.documentElement;
    const binding = new QuillBinding(quill, scroller, source?.docId ?? null);
    const carets = new Carets(quill, this.options.guestName);
    binding.onChange((delta) => {
      carets.carry(delta);
      for (const listener of this.changed) listener(delta);
    });
    return { host, quill, binding, carets, images };
  }

  private renew(): void {
    this.destroy();
    this.parts = this.build();
    if (this.client) this.parts.binding.attach(this.client);
    this.spoilt = false;
    this.renewed();
  }

  private carefully(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.spoilt = true;
      throw error;
    }
  }
}
