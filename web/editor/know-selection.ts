import type Quill from 'quill/core.js';

/**
 * Lets Quill know where the caret is before each key changes the text. By itself it hears of a selection a moment late:
 * a key that comes at once is then taken for one that replaces what was selected before, and its undo selects that
 * again, for the next key to replace.
 */
export function knowSelection({ root, selection }: Quill): void {
  const update = () => {
    if (!selection.composing) selection.update('user');
  };
  root.addEventListener('beforeinput', update, { capture: true });
}
