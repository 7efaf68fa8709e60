import type Quill from 'quill/core.js';
import type { Delta as QuillDelta } from 'quill/core.js';
import { randomId } from '../../../src/base/ids.ts';
import { stripMarks } from '../../../src/ot/marks.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { part } from '../../../src/ot/tables/changes.ts';
import { placeCaret, returnToText } from '../caret/keep-caret.ts';
import { Place } from '../caret/place.ts';
import { readEdit } from '../undo/edit-kind.ts';
import { mentionAt } from './typed-mention.ts';

/** As much of a line as a mention may be typed in. */
const LONGEST = 44;

/**
 * The mention that is being typed in the text. It begins with a typed `@`, follows what is typed and what others change,
 * and ends when the caret is elsewhere, so that an `@` which only stands in the text offers nothing.
 */
export class MentionTyping {
  /** Tells it from that of another editor. */
  readonly id = randomId();
  private readonly quill: Quill;
  private readonly listeners = new Set<() => void>();
  private at: Place | null = null;
  private query: string | null = null;
  /** Whether a composition is being written into the text. */
  private isComposed = false;
  /** What was chosen in a composition, which must end first. */
  private awaited: { value: string; typed: string } | null = null;

  constructor(quill: Quill) {
    this.quill = quill;
    quill.on('text-change', this.onText);
    quill.on('selection-change', this.onSelection);
    quill.on('composition-before-end', this.onCompositionEnding);
    quill.on('composition-end', this.onCompositionEnd);
    quill.root.addEventListener('input', this.onInput);
  }

  /** What is typed after the `@`; null while no mention is typed. */
  readonly typed = (): string | null => this.query;

  /** Calls `listener` after every change of what is typed. Returns a function that stops this. */
  readonly follow = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** No mention is meant: what is typed stays as it is. */
  readonly close = (): void => {
    this.at?.end();
    this.at = null;
    this.set(null);
  };

  /** Puts a mention in place of what is typed: a step of undo of its own, which gives the letters back. */
  readonly choose = (value: string): void => {
    const { quill } = this;
    const typed = this.query;
    if (typed === null) return;
    if (quill.composition.isComposing) {
      this.awaited = { value, typed };
      quill.root.blur();
    } else this.put(value, typed);
  };

  /** Removes the listeners from the editor. */
  destroy(): void {
    this.close();
    this.quill.off('text-change', this.onText);
    this.quill.off('selection-change', this.onSelection);
    this.quill.off('composition-before-end', this.onCompositionEnding);
    this.quill.off('composition-end', this.onCompositionEnd);
    this.quill.root.removeEventListener('input', this.onInput);
  }

  private readonly onText = (change: QuillDelta, _before: QuillDelta, source: string): void => {
    if (source === 'user' && !this.quill.history.ignoreChange) {
      const at = beginningIn(change.ops as unknown as Delta, this.isComposed);
      if (at !== null) {
        this.close();
        this.at = new Place(this.quill, { index: at, length: 1 });
      }
    }
    // The selection is known only after the listeners of the change.
    if (this.at !== null) queueMicrotask(this.look);
  };

  private readonly onSelection = (): void => {
    if (this.awaited === null) this.look();
  };

  private readonly onCompositionEnding = (): void => {
    this.isComposed = true;
  };

  private readonly onCompositionEnd = (): void => {
    this.isComposed = false;
    const { awaited } = this;
    if (awaited === null) return;
    queueMicrotask(() => {
      this.awaited = null;
      returnToText(this.quill);
      this.put(awaited.value, awaited.typed);
    });
  };

  // Quill learns what a composition writes when it ends.
  private readonly onInput = (): void => {
    if (this.at === null || !this.quill.composition.isComposing) return;
    const { anchorNode, anchorOffset } = getSelection() ?? {};
    const found = anchorNode instanceof Text ? mentionAt(anchorNode.data, anchorOffset ?? 0) : null;
    this.set(found?.query ?? null);
  };

  private readonly look = (): void => {
    const { quill, at } = this;
    if (at === null || quill.composition.isComposing || this.awaited !== null) return;
    const caret = quill.hasFocus() ? quill.getSelection() : null;
    const query = caret?.length === 0 ? readQuery(quill, at.now.index, caret.index) : null;
    if (query === null) this.close();
    else this.set(query);
  };

  private put(value: string, typed: string): void {
    const { quill, at } = this;
    const index = at?.now.index ?? 0;
    this.close();
    const length = typed.length + 1;
    if (at !== null && textOf(quill, index, index + length) === `@${typed}`)
      putMention(quill, index, length, value);
  }

  private set(query: string | null): void {
    if (query === this.query) return;
    this.query = query;
    for (const listener of this.listeners) listener();
  }
}

/** As `beginMention`, once a menu that had the focus has given it back. */
export function beginMentionLater(quill: Quill): void {
  const begin = () => queueMicrotask(() => beginMention(quill));
  quill.root.addEventListener('focus', begin, { once: true, signal: AbortSignal.timeout(1_000) });
}

/** Types an `@` at the caret, for those who look for the command. */
export function beginMention(quill: Quill): void {
  const { index, length } = quill.selection.savedRange;
  const at = index + length;
  placeCaret(quill, at);
  returnToText(quill);
  quill.history.cutoff();
  const isApart = at === 0 || /[\s(]/.test(textOf(quill, at - 1, at));
  if (!isApart) quill.insertText(at, ' ', 'user');
  const begin = isApart ? at : at + 1;
  quill.insertText(begin, '@', 'user');
  quill.setSelection(begin + 1, 0, 'user');
}

/** Where a change types an `@`; null where it does not. */
function beginningIn(change: Delta, isComposed: boolean): number | null {
  const edit = readEdit(change);
  if (edit.kind === 'typed') return edit.character === '@' ? edit.at : null;
  const insert = change.find((op) => 'insert' in op);
  if (!isComposed || insert === undefined || typeof insert.insert !== 'string') return null;
  const found = mentionAt(insert.insert, insert.insert.length);
  const before = change[0] !== undefined && 'retain' in change[0] ? change[0].retain : 0;
  return found === null ? null : before + found.from;
}

/** What is typed from an `@` to the caret; null where that is no mention. */
function readQuery(quill: Quill, from: number, caret: number): string | null {
  if (caret <= from || caret - from > LONGEST) return null;
  const found = mentionAt(textOf(quill, Math.max(0, from - 1), caret), caret - Math.max(0, from - 1));
  if (found === null || Math.max(0, from - 1) + found.from !== from) return null;
  const { code, 'code-block': block } = quill.getFormat(from, 1);
  return code || block ? null : found.query;
}

/** Text in which each embed is a newline, which no mention goes across. */
function textOf(quill: Quill, from: number, to: number): string {
  return part(quill.editor.delta.ops as unknown as Delta, from, to)
    .map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '\n'))
    .join('');
}

function putMention(quill: Quill, index: number, length: number, mention: string): void {
  const [typed] = stripMarks(quill.getContents(index, 1).ops as unknown as Delta);
  const attributes = typed !== undefined && 'insert' in typed ? typed.attributes : undefined;
  const marks = attributes && { attributes };
  const isParted = /^[^\S\n]/.test(textOf(quill, index + length, index + length + 1));
  quill.history.cutoff();
  quill.updateContents(
    [
      ...(index > 0 ? [{ retain: index }] : []),
      { insert: { mention }, ...marks },
      ...(isParted ? [] : [{ insert: ' ', ...marks }]),
      { delete: length },
    ],
    'user',
  );
  quill.setSelection(index + 2, 0, 'user');
  quill.history.cutoff();
}
