import Quill from 'quill/core.js';
import CodeBlock from 'quill/formats/code.js';
import { lengthChange } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { Change, Shown } from '../../collab/index.ts';
import { type BlockWords, labelBlocks } from '../../editor/blocks/label-blocks.ts';
import { markBrokenImages } from '../../editor/broken-images.ts';
import { QUILL_FORMATS, registerFormats } from '../../editor/formats.ts';
import { type ImageSource, ShownImages } from '../../editor/images/shown-images.ts';
import { type MentionSource, showMentions } from '../../editor/mentions/show-mentions.ts';
import { toQuill } from '../../editor/quill/to-quill.ts';
import { showable } from '../../editor/showable.ts';
import { Mark } from './mark.ts';
import { MARK } from './marked-text.ts';
import { textChange } from './text-change.ts';

const isOwn = (name: string): boolean => name === MARK;

const MOST_PIECES = 150;

let registered = false;

/** What a view is called, where its images and names come from, and the words that it draws. */
interface TextViewOptions {
  label: string;
  images: ImageSource;
  awaited: string;
  blocks: BlockWords;
  mentions: MentionSource;
}

/** A read-only view of a document's text, as the editor would show it. */
export class TextView {
  readonly quill: Quill;
  /** What it shows of the log; null when it shows another text, or nothing. */
  shown: Shown | null = null;

  private readonly images: ShownImages;

  constructor(container: HTMLElement, { label, images, awaited, blocks, mentions }: TextViewOptions) {
    registerFormats();
    if (!registered) {
      Quill.register(`formats/${MARK}`, Mark, true);
      // The editor allows no such format in code, but changes in code must be visible.
      CodeBlock.allowedChildren.push(Mark);
      registered = true;
    }
    this.quill = new Quill(container, {
      formats: [...QUILL_FORMATS, MARK],
      readOnly: true,
      modules: { toolbar: false, history: { userOnly: true } },
    });
    markBrokenImages(this.quill);
    labelBlocks(this.quill.root, blocks);
    showMentions(this.quill, mentions);
    this.images = new ShownImages(this.quill.root, images, awaited);
    const { root } = this.quill;
    root.setAttribute('role', 'document');
    root.setAttribute('aria-label', label);
    root.tabIndex = 0;
  }

  /** Shows nothing more. */
  destroy(): void {
    this.images.destroy();
  }

  /** Shows another version; what both share stays untouched on the page. Returns where the text changed. */
  apply(change: Change): number | null {
    const { version, generation } = change;
    if ('delta' in change) this.update(change.delta);
    else this.replace(change.document);
    this.shown = { version, generation };
    return 'delta' in change ? lastPlace(change.delta) : null;
  }

  /** Shows a text that is not a version: two versions merged. */
  showText(document: Delta): void {
    this.replace(document);
    this.shown = null;
  }

  /** Whether a mark is in view. */
  showsMark(scroller: Element): boolean {
    const view = scroller.getBoundingClientRect();
    return [...this.quill.root.querySelectorAll('.ql-mark')].some((mark) => {
      const { top, bottom } = mark.getBoundingClientRect();
      return bottom > view.top && top < view.bottom;
    });
  }

  /** Highlights the marks in a range of the text. */
  highlight(index: number, length: number): void {
    for (const node of this.quill.root.querySelectorAll('[data-current]'))
      node.removeAttribute('data-current');
    for (const mark of this.quill.scroll.descendants(Mark, index, length)) {
      mark.domNode.setAttribute('data-current', '');
    }
  }

  private replace(document: Delta): void {
    const { quill } = this;
    const wanted = showable(document, isOwn);
    const delta = textChange(quill.editor.delta.ops as unknown as Delta, wanted);
    // Quill searches from the beginning for each piece of a change, but sets a whole text in one pass.
    if (pieces(delta) > MOST_PIECES) quill.setContents(toQuill(wanted), 'silent');
    else this.update(delta);
  }

  private update(delta: Delta): void {
    if (delta.length === 0) return;
    const { quill } = this;
    const shown = toQuill(showable(delta, isOwn));
    const expected = quill.getLength() + lengthChange(delta);
    const before = quill.editor.delta;
    quill.updateContents(shown, 'silent');
    // As in the editor: if Quill's rules for nesting changed the length, the whole text is set again.
    if (quill.getLength() !== expected) quill.setContents(before.compose(shown), 'silent');
  }
}

/** The number of pieces of text that a change inserts; each line is at least one. */
function pieces(delta: Delta): number {
  let count = 0;
  for (const op of delta) {
    if ('insert' in op) count += typeof op.insert === 'string' ? op.insert.split('\n').length : 1;
  }
  return count;
}

/** The position of a change's last member, in the text after it; null when it changes nothing. */
function lastPlace(delta: Delta): number | null {
  let index = 0;
  let place: number | null = null;
  for (const op of delta) {
    if ('delete' in op) place = index;
    else if ('retain' in op) {
      index += op.retain;
      if (op.attributes !== undefined) place = index;
    } else {
      index += typeof op.insert === 'string' ? op.insert.length : 1;
      place = index;
    }
  }
  return place;
}
