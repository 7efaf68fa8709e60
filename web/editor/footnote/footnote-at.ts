import type Quill from 'quill/core.js';
import type { Attributes, Delta } from '../../../src/ot/op.ts';

/** A footnote of the text. */
export interface FoundFootnote {
  index: number;
  text: string;
}

/** The footnote that is selected, or the one beside the caret; null for none. */
export function footnoteAt(quill: Quill): FoundFootnote | null {
  const { index, length } = quill.selection.savedRange;
  if (length > 1) return null;
  return readAt(quill, index) ?? (length === 0 && index > 0 ? readAt(quill, index - 1) : null);
}

/** The footnote that is selected; null for none. */
export function selectedFootnote(quill: Quill): FoundFootnote | null {
  const { index, length } = quill.selection.savedRange;
  return length === 1 ? readAt(quill, index) : null;
}

function readAt(quill: Quill, index: number): FoundFootnote | null {
  const [op] = quill.getContents(index, 1).ops as unknown as Delta;
  if (op === undefined || !('insert' in op) || typeof op.insert === 'string') return null;
  const { footnote } = op.insert;
  return typeof footnote === 'string' ? { index, text: footnote } : null;
}

/** Gives a footnote another text; it keeps its marks. */
export function rewriteFootnote(quill: Quill, { index }: FoundFootnote, text: string): void {
  const attributes = quill.getContents(index, 1).ops[0]?.attributes as Attributes | undefined;
  quill.history.cutoff();
  quill.updateContents(
    [
      ...(index > 0 ? [{ retain: index }] : []),
      { insert: { footnote: text }, ...(attributes && { attributes }) },
      { delete: 1 },
    ],
    'user',
  );
  quill.history.cutoff();
}
