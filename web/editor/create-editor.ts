import Quill from 'quill/core.js';
import { type BlockWords, labelBlocks } from './blocks/label-blocks.ts';
import { markBrokenImages } from './broken-images.ts';
import { keepCaret } from './caret/keep-caret.ts';
import type { LeftOut } from './clipboard/left-out.ts';
import { QUILL_FORMATS, registerFormats } from './formats.ts';
import type { ImageTaker } from './images/image-taker.ts';
import type { ImageSource } from './images/shown-images.ts';
import { type KeyActions, keyBindings } from './keyboard/bindings.ts';
import { EscapeFirst } from './keyboard/escape-first.ts';
import { nameKeys } from './keyboard/nameless-keys.ts';
import { knowSelection } from './know-selection.ts';
import { openLinks } from './link/open-link.ts';
import { linkTyping } from './link-typing.ts';
import { type MentionSource, showMentions } from './mentions/show-mentions.ts';
import { printNotes } from './print/print-notes.ts';
import { readQuickly } from './quick-delta.ts';
import { selectEmbeds } from './select-embeds.ts';
import { checkSpelling } from './spellcheck.ts';
import { formatOnlySelectedCells } from './tables/format-cells.ts';
import { watchPointer } from './tables/pointer.ts';
import { showSelectedCells } from './tables/selected-cells.ts';
import { ONE_DAY_MS } from './undo/editor-history.ts';

/** The content and callbacks of a new editor. */
export interface EditorOptions extends KeyActions {
  label: string;
  placeholder: string;
  /** Formats the name of a guest. */
  guestName(name: string): string;
  /** Tells screen reader users how the keyboard leaves the text. */
  keysHint: string;
  /** Where uploaded images come from, and who takes files; null: no file can be inserted. */
  images: (ImageTaker & ImageSource) | null;
  /** Words that are drawn with blocks. */
  blocks: BlockWords;
  /** Where the names of who and what is mentioned come from; null for nowhere. */
  mentions: MentionSource | null;
  /** Says of an image that its bytes are not there yet. */
  awaited: string;
  /** Takes files that would each be a document of its own; null for someone who can make none. */
  importFiles: ((files: readonly File[]) => void) | null;
  /** Part of what was pasted or dropped is not in the text, for these reasons. */
  leftOut(why: ReadonlySet<LeftOut>): void;
}

const HINT_ID = 'keys-hint';

/**
 * Creates a Quill editor in `container` with our formats, keyboard and clipboard, and an undo of the user's own edits
 * only.
 */
export function createEditor(container: HTMLElement, options: EditorOptions): Quill {
  registerFormats();
  const escapeFirst = new EscapeFirst();
  const quill = new Quill(container, {
    formats: QUILL_FORMATS,
    placeholder: options.placeholder,
    readOnly: true,
    modules: {
      toolbar: false,
      history: { userOnly: true, delay: ONE_DAY_MS, maxStack: 1000 },
      keyboard: { bindings: keyBindings(options, escapeFirst) },
      clipboard: { leftOut: options.leftOut, images: options.images, importFiles: options.importFiles },
    },
  });
  readQuickly(quill);
  keepCaret(quill);
  knowSelection(quill);
  selectEmbeds(quill);
  printNotes(quill);
  labelBlocks(quill.root, options.blocks);
  if (options.mentions !== null) showMentions(quill, options.mentions);
  openLinks(quill);
  watchPointer(quill);
  showSelectedCells(quill);
  formatOnlySelectedCells(quill);
  markBrokenImages(quill);
  const { root } = quill;
  root.setAttribute('role', 'textbox');
  root.setAttribute('aria-multiline', 'true');
  root.setAttribute('aria-label', options.label);
  checkSpelling(quill);
  const hint = document.createElement('p');
  hint.id = HINT_ID;
  hint.hidden = true;
  hint.textContent = options.keysHint;
  container.append(hint);
  linkTyping(quill);
  escapeFirst.watch(root);
  nameKeys(quill);
  return quill;
}

/** Sets whether the user can type; read-only text can still be selected, copied and reached by keyboard. */
export function setEditable(quill: Quill, editable: boolean): void {
  quill.enable(editable);
  if (editable) {
    quill.root.removeAttribute('aria-readonly');
    quill.root.removeAttribute('tabindex');
    quill.root.setAttribute('aria-describedby', HINT_ID);
  } else {
    quill.root.removeAttribute('aria-describedby');
    quill.root.setAttribute('aria-readonly', 'true');
    quill.root.tabIndex = 0;
  }
}
