import type Quill from 'quill/core.js';
import type { Delta as QuillDelta } from 'quill/core.js';

/** The number of characters from which a change is too large for a browser to check its spelling meanwhile. */
const MUCH = 5_000;
/** Spell checking resumes this long after the last such change, in milliseconds. */
const REST_MS = 1_500;

/**
 * Enables the browser's spell checking, but not during large changes: Firefox visits each node that such a change
 * creates, which blocks the page for seconds. The check that follows later yields in between.
 */
export function checkSpelling(quill: Quill): void {
  const { root, editor } = quill;
  root.setAttribute('spellcheck', 'true');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const before = (length: number): void => {
    if (length < MUCH) return;
    root.setAttribute('spellcheck', 'false');
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(() => root.setAttribute('spellcheck', 'true')), REST_MS);
  };

  const { applyDelta, formatLine, formatText, insertContents, removeFormat } = editor;
  editor.applyDelta = (delta) => {
    before(changed(delta));
    return applyDelta.call(editor, delta);
  };
  editor.insertContents = (index, delta) => {
    before(changed(delta));
    return insertContents.call(editor, index, delta);
  };
  editor.formatLine = (index, length, formats) => {
    before(length);
    return formatLine.call(editor, index, length, formats);
  };
  editor.formatText = (index, length, formats) => {
    before(length);
    return formatText.call(editor, index, length, formats);
  };
  editor.removeFormat = (index, length) => {
    before(length);
    return removeFormat.call(editor, index, length);
  };
}

/** The number of characters that a change inserts or formats. */
function changed(delta: QuillDelta): number {
  let length = 0;
  for (const { insert, retain, attributes } of delta.ops) {
    if (typeof insert === 'string') length += insert.length;
    else if (typeof retain === 'number' && attributes !== undefined) length += retain;
  }
  return length;
}

function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work);
  else work();
}
