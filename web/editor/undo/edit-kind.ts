import type { Delta } from '../../../src/ot/op.ts';

/** The features of a user's edit that decide where an undo step ends. */
export type Edit =
  | { kind: 'typed'; at: number; character: string }
  | { kind: 'erased'; at: number }
  | { kind: 'other' };

/** After a pause of this many milliseconds, the next edit is a step of its own. */
export const PAUSE_MS = 1000;

/** The kind of a change: one typed character, one erased character, or anything else. */
export function readEdit(change: Delta): Edit {
  const [first, second] = change;
  const skips = first !== undefined && 'retain' in first && first.attributes === undefined;
  const at = skips ? first.retain : 0;
  const op = skips ? second : first;
  if (op === undefined || change.length !== (skips ? 2 : 1)) return { kind: 'other' };
  if ('delete' in op) return op.delete === 1 ? { kind: 'erased', at } : { kind: 'other' };
  if (!('insert' in op) || typeof op.insert !== 'string') return { kind: 'other' };
  return [...op.insert].length === 1 ? { kind: 'typed', at, character: op.insert } : { kind: 'other' };
}

/**
 * Whether `next`, made `idle` milliseconds after `last`, belongs to the same step: it continues where that ended,
 * without a pause, a new word or a new line in between.
 */
export function goesOn(last: Edit, next: Edit, idle: number): boolean {
  if (idle > PAUSE_MS) return false;
  if (last.kind === 'typed' && next.kind === 'typed') {
    if (next.at !== last.at + last.character.length) return false;
    if (last.character === '\n' || next.character === '\n') return false;
    return isSpace(next.character) || !isSpace(last.character);
  }
  // Backspace moves back from its last position, Delete stays.
  if (last.kind === 'erased' && next.kind === 'erased') return next.at === last.at - 1 || next.at === last.at;
  return false;
}

function isSpace(character: string): boolean {
  return /^\s$/.test(character);
}
