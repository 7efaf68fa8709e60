import Quill from 'quill/core.js';
import { FORMATS, registerFormats } from './formats.ts';
import { shortcuts } from './shortcuts.ts';

/** What a new editor shows and calls. */
export interface EditorOptions {
  label: string;
  placeholder: string;
  /** The name of somebody without an account, marked as such. */
  guestName(name: string): string;
  /** Ctrl-K or Command-K was pressed. */
  link(): void;
  /** Tab was pressed where it does not indent; answers whether the focus has moved. */
  leave(backwards: boolean): boolean;
}

/** A Quill editor in `container` with our formats, keyboard and clipboard, and an undo of one's own edits alone. */
export function createEditor(container: HTMLElement, options: EditorOptions): Quill {
  registerFormats();
  const quill = new Quill(container, {
    formats: FORMATS,
    placeholder: options.placeholder,
    readOnly: true,
    modules: {
      toolbar: false,
      history: { userOnly: true, delay: 800, maxStack: 500 },
      keyboard: { bindings: shortcuts(options) },
      // Images come by address; a file has nowhere to go yet, and as a data URL would be refused by the server.
      uploader: { mimetypes: [] },
    },
  });
  const { root } = quill;
  root.setAttribute('role', 'textbox');
  root.setAttribute('aria-multiline', 'true');
  root.setAttribute('aria-label', options.label);
  root.setAttribute('spellcheck', 'true');
  return quill;
}

/** Lets the user type, or not; read-only text can still be selected, copied and reached by keyboard. */
export function setEditable(quill: Quill, editable: boolean): void {
  quill.enable(editable);
  if (editable) {
    quill.root.removeAttribute('aria-readonly');
    quill.root.removeAttribute('tabindex');
  } else {
    quill.root.setAttribute('aria-readonly', 'true');
    quill.root.tabIndex = 0;
  }
}
