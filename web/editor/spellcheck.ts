import type Quill from 'quill/core.js';
import type { Delta as QuillDelta } from 'quill/core.js';

/** From this many characters on, a change is too much for a browser to check the spelling of while it is made. */
const MUCH = 5_000;
/** Spelling is checked again after this long without such a change, in milliseconds. */
const REST_MS = 1_500;

/**
 * Has the browser check spelling, but not around a change of much text: Firefox looks at each node that such a change
 * makes, which stops the page for seconds. What is checked when the checking begins again gives way in between.
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

/** How many characters a change makes or formats. */
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
