import type Quill from 'quill/core.js';
import type { Context } from 'quill/modules/keyboard.js';
import { printDocument } from '../print/print-document.ts';
import { clearCells, makeLineAbove, moveVertically, stopAtBorder, tabInTable } from '../tables/table-keys.ts';
import { takeTable, takeTypedCells } from '../tables/typed-table.ts';
import type { EscapeFirst } from './escape-first.ts';
import { indentLines } from './indent.ts';
import { leaveBlock, leaveInlineCode } from './leave-format.ts';
import { isDividerLine } from './line-prefix.ts';
import { takeCommand } from './typed-command.ts';
import { takeCallout, takePrefix } from './typed-prefix.ts';

interface Range {
  index: number;
  length: number;
}

interface Binding {
  key: string | string[];
  shortKey?: boolean;
  altKey?: boolean | null;
  shiftKey?: boolean | null;
  ctrlKey?: boolean | null;
  metaKey?: boolean | null;
  collapsed?: boolean;
  offset?: number;
  suffix?: RegExp;
  format?: string[];
  empty?: boolean;
  /** Returns true when the handler did not use the key. */
  handler(this: { quill: Quill }, range: Range, context: Context): boolean;
}

/** Actions of keys outside the text. */
export interface KeyActions {
  /** Ctrl-K or Command-K. */
  link(): void;
  /** Ctrl-Alt-F or Command-Option-F, and the command for it. */
  footnote(): void;
  /** Alt-F10. */
  toTools(): void;
  /** Tab where it does not indent; returns whether the focus has moved. */
  leave(backwards: boolean): boolean;
}

/** Key bindings in addition to Quill's own; `null` removes one of Quill's. */
export function keyBindings(actions: KeyActions, escapeFirst: EscapeFirst): Record<string, Binding | null> {
  return {
    'list autofill': null,
    prefix: {
      key: ' ',
      collapsed: true,
      handler({ index }) {
        return !takePrefix(this.quill, index);
      },
    },
    'list empty enter': {
      key: 'Enter',
      collapsed: true,
      format: ['list'],
      empty: true,
      handler: leaveItem,
    },
    'callout empty enter': {
      key: 'Enter',
      collapsed: true,
      format: ['callout'],
      empty: true,
      handler: leaveCallout,
    },
    'typed callout': {
      key: 'Enter',
      collapsed: true,
      format: ['blockquote'],
      suffix: /^$/,
      handler({ index }) {
        return !takeCallout(this.quill, index);
      },
    },
    command: {
      key: 'Enter',
      collapsed: true,
      suffix: /^$/,
      handler({ index }) {
        return !takeCommand(this.quill, index, actions.footnote);
      },
    },
    footnote: { ...outside('f', { shortKey: true }, actions.footnote), altKey: true },
    'line break': { key: 'Enter', shiftKey: true, handler: breakLine },
    divider: { key: 'Enter', collapsed: true, suffix: /^$/, handler: makeDivider },
    'leave block': {
      key: 'Backspace',
      collapsed: true,
      offset: 0,
      handler(range, { format }) {
        return !leaveBlock(this.quill, range, format);
      },
    },
    ...tableKeys(),
    'leave inline code': {
      key: ['ArrowRight', 'ArrowLeft'],
      collapsed: true,
      handler(range, { event, format, line }) {
        const forwards =
          getComputedStyle(line.domNode as Element).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
        return event.key !== forwards || !leaveInlineCode(this.quill, range, format);
      },
    },
    redo: {
      key: 'y',
      shortKey: true,
      handler() {
        this.quill.history.redo();
        return false;
      },
    },
    print: {
      key: 'p',
      shortKey: true,
      handler() {
        void printDocument(this.quill, { writesLinks: false });
        return false;
      },
    },
    link: outside('k', { shortKey: true }, actions.link),
    tools: outside('F10', { altKey: true }, actions.toTools),
    ...headingKeys(),
    ...tabKeys(actions, escapeFirst),
  };
}

function outside(key: string, keys: Partial<Binding>, act: () => void): Binding {
  return {
    key,
    ...keys,
    handler() {
      act();
      return false;
    },
  };
}

/** Enter on an empty item decreases its depth by one, and leaves the list at the outermost level. */
function leaveItem(this: { quill: Quill }, range: Range): boolean {
  if (!indentLines(this.quill, range, true)) this.quill.formatLine(range.index, 1, 'list', false, 'user');
  return false;
}

/** Enter on an empty line of a callout leaves it; what is in it, such as a quote, is left first. */
function leaveCallout(this: { quill: Quill }, { index }: Range, { format }: Context): boolean {
  if (format.blockquote || format['code-block'] || format.list) return true;
  this.quill.formatLine(index, 1, 'callout', false, 'user');
  return false;
}

/** Shift-Enter: a new line in the same paragraph. A line of code simply ends. */
function breakLine(this: { quill: Quill }, { index, length }: Range, { format }: Context): boolean {
  if (format['code-block']) return true;
  const { quill } = this;
  quill.history.cutoff();
  if (length > 0) quill.deleteText(index, length, 'user');
  quill.insertEmbed(index, 'line-break', true, 'user');
  quill.setSelection(index + 1, 0, 'silent');
  quill.scrollSelectionIntoView();
  return false;
}

function makeDivider(this: { quill: Quill }, { index }: Range, { format, offset }: Context): boolean {
  const { quill } = this;
  const start = index - offset;
  if (offset > 3 || !isDividerLine(quill.getText(start, offset), format)) return true;
  quill.history.cutoff();
  quill.deleteText(start, offset, 'user');
  quill.insertEmbed(start, 'divider', true, 'user');
  quill.insertText(start + 1, '\n', 'user');
  quill.setSelection(start + 2, 0, 'user');
  return false;
}

/** Tab indents; after Escape, it leaves the text, which must not trap keyboard users. */
function tabKeys(actions: KeyActions, escapeFirst: EscapeFirst): Record<string, Binding | null> {
  return {
    indent: null,
    outdent: null,
    'indent code-block': null,
    'outdent code-block': null,
    'remove tab': null,
    tab: {
      key: 'Tab',
      shiftKey: null,
      handler(range, { event }) {
        const backwards = event.shiftKey;
        if (!escapeFirst.take()) {
          if (tabInTable(this.quill, range, backwards)) return false;
          if (indentLines(this.quill, range, backwards)) return false;
        }
        return !actions.leave(backwards);
      },
    },
  };
}

const ANY_MODIFIER = { shiftKey: null, altKey: null, ctrlKey: null, metaKey: null } as const;

/** Keys at the borders of cells, across which nothing joins. */
function tableKeys(): Record<string, Binding> {
  return {
    'backspace at a border': { key: 'Backspace', ...ANY_MODIFIER, collapsed: true, handler: stopBefore },
    'delete at a border': { key: 'Delete', ...ANY_MODIFIER, collapsed: true, handler: stopBehind },
    'backspace over cells': { key: 'Backspace', ...ANY_MODIFIER, collapsed: false, handler: clear },
    'delete over cells': { key: 'Delete', ...ANY_MODIFIER, collapsed: false, handler: clear },
    'enter over cells': { key: 'Enter', ...ANY_MODIFIER, collapsed: false, handler: clear },
    'up in a table': {
      key: 'ArrowUp',
      collapsed: true,
      handler(range) {
        return !moveVertically(this.quill, range, true);
      },
    },
    'down in a table': {
      key: 'ArrowDown',
      collapsed: true,
      handler(range) {
        return !moveVertically(this.quill, range, false);
      },
    },
    'typed table': {
      key: 'Enter',
      collapsed: true,
      handler(range) {
        return !takeTable(this.quill, range) && !takeTypedCells(this.quill, range);
      },
    },
    'line above a table': {
      key: 'Enter',
      collapsed: true,
      handler(range) {
        return !makeLineAbove(this.quill, range);
      },
    },
  };
}

function stopBefore(this: { quill: Quill }, range: Range): boolean {
  return !stopAtBorder(this.quill, range, false);
}

function stopBehind(this: { quill: Quill }, range: Range): boolean {
  return !stopAtBorder(this.quill, range, true);
}

function clear(this: { quill: Quill }, range: Range): boolean {
  return !clearCells(this.quill, range);
}

function headingKeys(): Record<string, Binding> {
  const bindings: Record<string, Binding> = {};
  for (const level of [0, 1, 2, 3]) {
    bindings[`heading ${level}`] = {
      key: String(level),
      shortKey: true,
      altKey: true,
      handler(range) {
        this.quill.formatLine(range.index, range.length, 'header', level || false, 'user');
        return false;
      },
    };
  }
  return bindings;
}
