import type Quill from 'quill/core.js';

/**
 * Updates Quill's selection before each key changes the text. Quill itself learns of a selection with a delay: a key in
 * that time would seem to replace the previous selection, and its undo would select that again, for the next key to
 * replace.
 */
export function knowSelection({ root, selection }: Quill): void {
  const update = () => {
    if (!selection.composing) selection.update('user');
  };
  root.addEventListener('beforeinput', update, { capture: true });
}
