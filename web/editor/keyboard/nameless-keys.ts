import type Quill from 'quill/core.js';
import { takeWrittenPrefix } from './typed-prefix.ts';

interface Key {
  key: string;
  shiftKey?: boolean;
  ctrlKey?: boolean;
}

/**
 * Runs the bindings for keys that a keyboard did not name. Phone keyboards send code 229 for each key; only
 * `beforeinput` tells the intent. A named key has passed the bindings before its `beforeinput`.
 */
export function nameKeys(quill: Quill): void {
  const { root } = quill;
  let named: string | null = null;
  root.addEventListener('keydown', (event) => {
    if (event.isTrusted) named = isNamed(event) ? event.key : null;
  });
  root.addEventListener('keyup', () => {
    named = null;
  });
  // Before Quill's own listener, which handles insertions only.
  root.addEventListener(
    'beforeinput',
    (event) => {
      const key = keyOf(event);
      if (key === null || key.key === named || event.isComposing || quill.composition.isComposing) return;
      const told = { bubbles: false, cancelable: true, ...key };
      if (!root.dispatchEvent(new KeyboardEvent('keydown', told))) event.preventDefault();
    },
    { capture: true },
  );
  quill.on('composition-end', (event: CompositionEvent) => {
    if (event.data?.endsWith(' ')) queueMicrotask(() => takeWrittenPrefix(quill));
  });
}

function isNamed({ key, keyCode }: KeyboardEvent): boolean {
  return keyCode !== 229 && key !== 'Unidentified' && key !== 'Process';
}

/** The key of an input event, if our bindings have one for it. */
function keyOf({ inputType, data }: InputEvent): Key | null {
  switch (inputType) {
    case 'insertText':
      return data === ' ' ? { key: ' ' } : null;
    case 'insertParagraph':
      return { key: 'Enter' };
    case 'insertLineBreak':
      return { key: 'Enter', shiftKey: true };
    case 'deleteContentBackward':
      return { key: 'Backspace' };
    case 'deleteWordBackward':
    case 'deleteSoftLineBackward':
      return { key: 'Backspace', ctrlKey: true };
    case 'deleteContentForward':
      return { key: 'Delete' };
    default:
      return null;
  }
}
