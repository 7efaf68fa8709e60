import { opLength } from './lengths.ts';
import type { Delta } from './op.ts';

/** The document at version 0. */
export const EMPTY_DOCUMENT: Delta = Object.freeze([Object.freeze({ insert: '\n' })]);

/**
 * Whether `ops` neither deletes the last character of a text of `length` units nor inserts after it. Closed under
 * transformation; merely keeping some final newline is not (docs/protocol.md, A well-formed delta).
 */
export function keepsLastNewline(ops: Delta, length: number): boolean {
  let position = 0;
  for (const op of ops) {
    if ('insert' in op) {
      if (position >= length) return false;
      continue;
    }
    position += opLength(op);
    if (position > length || ('delete' in op && position === length)) return false;
  }
  return true;
}

/** Whether `ops` is a document: inserts only, ending in a newline. */
export function isDocument(ops: Delta): boolean {
  const last = ops[ops.length - 1];
  if (last === undefined || !('insert' in last)) return false;
  if (typeof last.insert !== 'string' || !last.insert.endsWith('\n')) return false;
  return ops.every((op) => 'insert' in op);
}
