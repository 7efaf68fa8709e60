import Inline from 'quill/blots/inline.js';
import { MARK } from './marked-text.ts';

/**
 * A mark on text: written, inserted, deleted or formatted by an author. Its value is the kind, the author's id, and who
 * accepted it if it was a suggestion; a ColorSheet has the colours. Only the view of the history uses it, no document
 * ever contains it.
 */
export class Mark extends Inline {
  static override blotName = MARK;
  static override tagName = 'SPAN';
  static override className = 'ql-mark';

  static override create(value: string): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create(value) as HTMLElement;
    const [kind = '', author = '', acceptedBy] = value.split(' ');
    node.dataset.kind = kind;
    node.dataset.by = author;
    if (acceptedBy !== undefined) node.dataset.accepted = acceptedBy;
    return node;
  }

  static override formats(node: HTMLElement): string {
    const { kind, by, accepted } = node.dataset;
    return [kind, by, ...(accepted === undefined ? [] : [accepted])].join(' ');
  }
}
