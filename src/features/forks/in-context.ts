import type { Hunk } from '../../ot/suggestions/hunks.ts';

/** Units of a line that are shown on either side of a hunk. */
const CONTEXT = 80;

/** A hunk with the text around it. */
export interface HunkInContext extends Hunk {
  /** What stands before and after it in the lines that it begins and ends in, up to 80 units each. */
  before: string;
  after: string;
  /** What gets another format, of a hunk that changes no text; '' of any other. */
  formatted: string;
}

/** A hunk of a text with what stands around it; no half of a surrogate pair. */
export function inContext(hunk: Hunk, text: string): HunkInContext {
  const { index, length, deleted, inserted } = hunk;
  const end = index + length;
  const before = text.slice(Math.max(0, index - CONTEXT), index);
  const after = text.slice(end, end + CONTEXT).split('\n', 1)[0] ?? '';
  return {
    ...hunk,
    before: before.slice(before.lastIndexOf('\n') + 1).replace(/^[\udc00-\udfff]/, ''),
    after: after.replace(/[\ud800-\udbff]$/, ''),
    formatted: deleted === '' && inserted === '' ? text.slice(index, end) : '',
  };
}
