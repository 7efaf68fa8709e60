import type { CDPSession } from 'playwright-core';
import { normalise } from '../../src/ot/canonical.ts';
import type { Attributes, Delta, Op } from '../../src/ot/op.ts';
import type { BareEditor } from './bare-editor.ts';

/** A line of a document: its text, if any, and its end. */
export function line(text: string, attributes?: Attributes): Op[] {
  const end: Op = attributes === undefined ? { insert: '\n' } : { insert: '\n', attributes };
  return text === '' ? [end] : [{ insert: text }, end];
}

/** Joins these parts into one document, in the editor's form. */
export function text(...parts: Op[][]): Op[] {
  return normalise(parts.flat());
}

/** The keyboard of a bare editor, and its effects. */
export class BareKeys {
  private readonly editor: BareEditor;
  private readonly devtools: CDPSession;

  private constructor(editor: BareEditor, devtools: CDPSession) {
    this.editor = editor;
    this.devtools = devtools;
  }

  /** The keyboard of this editor. */
  static async of(editor: BareEditor): Promise<BareKeys> {
    return new BareKeys(editor, await editor.page.context().newCDPSession(editor.page));
  }

  /**
   * Shows a document and sets the caret (or a selection); clears the undo stack and the recorded requests to the page.
   */
  async load(ops: Delta, index = 0, length = 0): Promise<void> {
    await this.editor.set(ops);
    await this.editor.page.evaluate(
      ([at, long]) => {
        window.bare.quill.history.cutoff();
        window.bare.quill.setSelection(at, long, 'silent');
        window.bare.told.length = 0;
      },
      [index, length] as const,
    );
    await this.settled();
  }

  /** Presses keys, one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.editor.press(key);
      await this.settled();
    }
  }

  /** Types, a key at a time. */
  type(text: string): Promise<void> {
    return this.editor.page.keyboard.type(text);
  }

  /** A key of a phone's keyboard: it has no name, and produces a command or a text. */
  async tap(input: { command: string } | { text: string }): Promise<void> {
    const nameless = { windowsVirtualKeyCode: 229, key: 'Unidentified', code: '' };
    const commands = 'command' in input ? { commands: [input.command] } : {};
    await this.devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...nameless, ...commands });
    if ('text' in input) await this.devtools.send('Input.insertText', { text: input.text });
    await this.devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...nameless });
    await this.settled();
  }

  /** Composes a text and then replaces it, as an input method does. */
  async compose(text: string, committed: string): Promise<void> {
    const [selectionStart, selectionEnd] = [text.length, text.length];
    await this.devtools.send('Input.imeSetComposition', { text, selectionStart, selectionEnd });
    await this.devtools.send('Input.insertText', { text: committed });
    await this.settled();
  }

  /** The input event of a program in place of a keyboard. Returns whether the editor handled it. */
  input(inputType: string, data: string | null = null): Promise<boolean> {
    return this.editor.page.evaluate(
      ([type, text]) => {
        const init = { inputType: type, data: text, bubbles: true, cancelable: true };
        return !window.bare.quill.root.dispatchEvent(new InputEvent('beforeinput', init));
      },
      [inputType, data] as const,
    );
  }

  /** The document's text. */
  text(): Promise<string> {
    return this.editor.page.evaluate(() => window.bare.quill.getText());
  }

  /** The caret, or the selection. */
  selection(): Promise<{ index: number; length: number } | null> {
    return this.editor.page.evaluate(() => window.bare.quill.getSelection());
  }

  /** The editor's requests to the surrounding page. */
  told(): Promise<string[]> {
    return this.editor.page.evaluate(() => window.bare.told);
  }

  /** Waits until the editor has read the browser's selection, which it does a moment later. */
  private settled(): Promise<unknown> {
    return this.editor.page.evaluate(
      () => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 5)),
    );
  }
}
