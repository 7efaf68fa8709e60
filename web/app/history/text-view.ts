import Quill, { Delta as QuillDelta } from 'quill/core.js';
import CodeBlock from 'quill/formats/code.js';
import { lengthChange } from '../../../src/ot/lengths.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import type { Change, Shown } from '../../collab/index.ts';
import { markBrokenImages } from '../../editor/broken-images.ts';
import { QUILL_FORMATS, registerFormats } from '../../editor/formats.ts';
import { showable } from '../../editor/showable.ts';
import { Mark } from './mark.ts';
import { MARK } from './marked-text.ts';
import { textChange } from './text-change.ts';

const MOST_PIECES = 150;

let registered = false;

/** A document's text as the editor would show it, for reading alone. */
export class TextView {
  readonly quill: Quill;
  /** What it shows of the log; null while it shows something else, or nothing. */
  shown: Shown | null = null;

  constructor(container: HTMLElement, label: string) {
    registerFormats();
    if (!registered) {
      Quill.register(`formats/${MARK}`, Mark, true);
      // A mark is no format that an editor would put into code, but what changed in code has to be seen.
      CodeBlock.allowedChildren.push(Mark);
      registered = true;
    }
    this.quill = new Quill(container, {
      formats: [...QUILL_FORMATS, MARK],
      readOnly: true,
      modules: { toolbar: false, history: { userOnly: true } },
    });
    markBrokenImages(this.quill);
    const { root } = this.quill;
    root.setAttribute('role', 'document');
    root.setAttribute('aria-label', label);
    root.tabIndex = 0;
  }

  /** Shows another version; what both have in common stays as it is on the page. Answers where the text changed. */
  apply(change: Change): number | null {
    const { version, generation } = change;
    if ('delta' in change) this.update(change.delta);
    else this.replace(change.document);
    this.shown = { version, generation };
    return 'delta' in change ? lastPlace(change.delta) : null;
  }

  /** Shows a text that is no version: two in one. */
  showText(document: Delta): void {
    this.replace(document);
    this.shown = null;
  }

  /** Whether any mark can be seen now. */
  showsMark(scroller: Element): boolean {
    const view = scroller.getBoundingClientRect();
    return [...this.quill.root.querySelectorAll('.ql-mark')].some((mark) => {
      const { top, bottom } = mark.getBoundingClientRect();
      return bottom > view.top && top < view.bottom;
    });
  }

  /** Makes the marks in a stretch of the text stand out among the others. */
  highlight(index: number, length: number): void {
    for (const node of this.quill.root.querySelectorAll('[data-current]'))
      node.removeAttribute('data-current');
    for (const mark of this.quill.scroll.descendants(Mark, index, length)) {
      mark.domNode.setAttribute('data-current', '');
    }
  }

  private replace(document: Delta): void {
    const { quill } = this;
    const wanted = showable(document, MARK);
    const delta = textChange(quill.editor.delta.ops as unknown as Delta, wanted);
    // Quill looks for the place of each piece from the beginning, but puts a whole text in at once.
    if (pieces(delta) > MOST_PIECES) quill.setContents(toQuill(wanted), 'silent');
    else this.update(delta);
  }

  private update(delta: Delta): void {
    if (delta.length === 0) return;
    const { quill } = this;
    const shown = toQuill(showable(delta, MARK));
    const expected = quill.getLength() + lengthChange(delta);
    const before = quill.editor.delta;
    quill.updateContents(shown, 'silent');
    // As in the editor: should Quill's rules for nesting have changed the length, the text itself prevails.
    if (quill.getLength() !== expected) quill.setContents(before.compose(shown), 'silent');
  }
}

function toQuill(ops: Delta): QuillDelta {
  return new QuillDelta(ops as Op[] as unknown as QuillDelta['ops']);
}

/** How many pieces of text a change inserts, each line being one at least. */
function pieces(delta: Delta): number {
  let count = 0;
  for (const op of delta) {
    if ('insert' in op) count += typeof op.insert === 'string' ? op.insert.split('\n').length : 1;
  }
  return count;
}

/** Where the last member of a change stands, in the text after it; null when it changes nothing. */
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
