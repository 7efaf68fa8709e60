import type Quill from 'quill/core.js';

const MOST = 8;
const CODE_INDENT = '  ';

interface Range {
  index: number;
  length: number;
}

/**
 * Changes the indent of the selected lines by one step. Returns false, and changes nothing, when no line can go back a
 * step.
 */
export function indentLines(quill: Quill, range: Range, backwards: boolean): boolean {
  if (quill.getFormat(range.index, 0)['code-block']) return indentCode(quill, range, backwards);
  const steps = linesOf(quill, range).map((line) => ({
    at: line.offset(quill.scroll),
    step: Number((line.formats() as Record<string, unknown>).indent ?? 0),
  }));
  if (backwards && steps.every(({ step }) => step === 0)) return false;
  for (const { at, step } of steps) {
    const next = Math.min(MOST, Math.max(0, step + (backwards ? -1 : 1)));
    if (next !== step) quill.formatLine(at, 1, 'indent', next || false, 'user');
  }
  return true;
}

/** Quill finds no line in a range of length 0. */
function linesOf(quill: Quill, { index, length }: Range) {
  return quill.getLines(index, Math.max(1, length));
}

function indentCode(quill: Quill, { index, length }: Range, backwards: boolean): boolean {
  if (length === 0 && !backwards) {
    quill.insertText(index, CODE_INDENT, 'user');
    quill.setSelection(index + CODE_INDENT.length, 0, 'silent');
    return true;
  }
  let [start, end] = [index, index + length];
  let changed = false;
  // From the last line to the first, so that a change does not move the lines that follow in the loop.
  for (const line of linesOf(quill, { index, length }).reverse()) {
    const at = line.offset(quill.scroll);
    if (!backwards) quill.insertText(at, CODE_INDENT, 'user');
    const there = backwards ? (/^(\t| {1,2})/.exec(quill.getText(at, 2))?.[0].length ?? 0) : 0;
    if (there > 0) quill.deleteText(at, there, 'user');
    const by = backwards ? -there : CODE_INDENT.length;
    if (by === 0) continue;
    changed = true;
    if (at < start) start = Math.max(at, start + by);
    end = Math.max(at, end + by);
  }
  if (changed) quill.setSelection(start, end - start, 'silent');
  return changed;
}
