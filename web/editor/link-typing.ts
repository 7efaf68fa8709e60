import type Quill from 'quill/core.js';
import type { Delta as QuillDelta } from 'quill/core.js';
import type { Delta, Op } from '../../src/ot/op.ts';
import { part } from '../../src/ot/tables/changes.ts';
import { isCode } from './clipboard/clip.ts';
import { findAddresses } from './clipboard/find-addresses.ts';
import { lineAt } from './clipboard/line-at.ts';

/**
 * Makes an address a link when a space or a newline is typed after it, on any keyboard. The link is an undo step of its
 * own: one undo restores plain text.
 */
export function linkTyping(quill: Quill): void {
  quill.on('text-change', (change: QuillDelta, _before: QuillDelta, source: string) => {
    const at =
      source === 'user' && !quill.history.ignoreChange ? typedGap(change.ops as unknown as Delta) : null;
    // Other listeners must receive the typed change before the change that follows from it.
    if (at !== null) queueMicrotask(() => linkBefore(quill, at));
  });
}

/** The position of a single inserted space or newline; null for any other change. */
function typedGap(change: Delta): number | null {
  let at = 0;
  let gap: number | null = null;
  for (const op of change) {
    if ('retain' in op) at += op.retain;
    else if ('insert' in op) {
      const isGap = typeof op.insert === 'string' ? /^[\s]$/.test(op.insert) : 'line-break' in op.insert;
      if (!isGap || gap !== null) return null;
      gap = at;
    }
  }
  return gap;
}

function linkBefore(quill: Quill, at: number): void {
  const document = quill.editor.delta.ops as unknown as Delta;
  const line = lineAt(document, at);
  if (!quill.isEnabled() || isCode(line.attributes)) return;
  const text = part(document, line.start, at).map(units).join('');
  const start = text.search(/\S*$/);
  const found = findAddresses(text.slice(start)).at(-1);
  if (!found) return;
  const index = line.start + start + found.index;
  const formats = quill.getFormat(index, found.length);
  if (formats.link || formats.code) return;
  quill.history.cutoff();
  quill.formatText(index, found.length, 'link', found.link, 'user');
  quill.history.cutoff();
}

function units(op: Op): string {
  return 'insert' in op && typeof op.insert === 'string' ? op.insert : ' ';
}
