import type Quill from 'quill/core.js';
import Input from 'quill/modules/input.js';
import type { Range } from '../../../src/ot/op.ts';
import { clearCells } from './table-keys.ts';

// Quill declares the method private; everything that replaces a selection goes through it.
const Base = Input as unknown as new (
  quill: Quill,
  options: Record<string, never>,
) => { quill: Quill; replaceText(range: Range, text?: string): boolean };

/** Typing over a selection that goes from cell to cell: the words in it go, the cells stay. */
export class CellInput extends Base {
  override replaceText(range: Range, text = ''): boolean {
    if (!clearCells(this.quill, range)) return super.replaceText(range, text);
    const { index } = this.quill.selection.savedRange;
    if (text !== '') this.quill.insertText(index, text, 'user');
    this.quill.setSelection(index + text.length, 0, 'silent');
    return true;
  }
}
