import type Quill from 'quill/core.js';
import type { Context } from 'quill/modules/keyboard.js';

interface Binding {
  key: string;
  shortKey?: boolean;
  altKey?: boolean | null;
  shiftKey?: boolean | null;
  collapsed?: boolean;
  prefix?: RegExp;
  suffix?: RegExp;
  format?: Record<string, unknown> | string[];
  handler: (this: { quill: Quill }, range: { index: number; length: number }, context: Context) => boolean;
}

const PLAIN_LINE = { list: false, 'code-block': false, blockquote: false, header: false };

/**
 * What the keyboard does beyond Quill's own bindings: Markdown's beginnings of a line (Quill knows those of lists) and
 * leaving the editor by Tab, except in a list or in code, where it indents: the editor must not be a keyboard trap.
 */
export function shortcuts(actions: {
  link(): void;
  leave(backwards: boolean): boolean;
}): Record<string, Binding> {
  return {
    heading: line(/^#{1,3}$/, (prefix) => ({ header: prefix.length })),
    quote: line(/^>$/, () => ({ blockquote: true })),
    'code block': line(/^```$/, () => ({ 'code-block': true })),
    divider: {
      key: 'Enter',
      collapsed: true,
      format: PLAIN_LINE,
      prefix: /^(---|\*\*\*)$/,
      suffix: /^$/,
      handler(range, context) {
        this.quill.history.cutoff();
        this.quill.deleteText(range.index - context.prefix.length, context.prefix.length, 'user');
        const at = range.index - context.prefix.length;
        this.quill.insertEmbed(at, 'divider', true, 'user');
        this.quill.insertText(at + 1, '\n', 'user');
        this.quill.setSelection(at + 2, 0, 'user');
        return false;
      },
    },
    link: {
      key: 'k',
      shortKey: true,
      handler() {
        actions.link();
        return false;
      },
    },
    ...headingKeys(),
    tab: {
      key: 'Tab',
      shiftKey: null,
      handler(range, context) {
        const indents = context.format.list !== undefined || context.format['code-block'] !== undefined;
        return indents ? indent(this.quill, range, context) : !actions.leave(Boolean(context.event.shiftKey));
      },
    },
  };
}

function indent(quill: Quill, range: { index: number; length: number }, context: Context): boolean {
  const backwards = context.event.shiftKey;
  if (context.format['code-block'] !== undefined) {
    if (!backwards) {
      quill.deleteText(range.index, range.length, 'user');
      quill.insertText(range.index, '  ', 'user');
      quill.setSelection(range.index + 2, 0, 'silent');
    }
    return false;
  }
  quill.formatLine(range.index, range.length, 'indent', backwards ? '-1' : '+1', 'user');
  return false;
}

/** A binding of Space after `prefix` at the beginning of a plain line: the prefix goes, the line gets its format. */
function line(prefix: RegExp, format: (prefix: string) => Record<string, unknown>): Binding {
  return {
    key: ' ',
    collapsed: true,
    format: PLAIN_LINE,
    prefix,
    handler(range, context) {
      const length = context.prefix.length;
      // The typed prefix and its effect are two steps of history, so that one undo gives the prefix back.
      this.quill.insertText(range.index, ' ', 'user');
      this.quill.history.cutoff();
      const start = range.index - length;
      this.quill.deleteText(start, length + 1, 'user');
      this.quill.formatLine(start, 1, format(context.prefix), 'user');
      this.quill.history.cutoff();
      this.quill.setSelection(start, 0, 'silent');
      return false;
    },
  };
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
