import { composeAttributes, type MaybeAttributes } from '../attributes.ts';
import { DeltaBuilder } from '../delta-builder.ts';
import { opLength } from '../lengths.ts';
import type { Attributes, Delta, Op } from '../op.ts';
import { Cursor, type Insert } from './cursor.ts';
import { changed, diffPieces, type Piece } from './gap-diff.ts';

/**
 * The change from `base ∘ from` to `base ∘ to`, canonical deltas, with as much kept in its place as possible. `base` is
 * read only where `from` deletes what `to` keeps, or sets a format that `to` does not set; null when it has none of
 * those formats, and nothing is deleted so.
 */
export function between(from: Delta, to: Delta, base: (() => Delta) | null = null): Delta {
  const out = new DeltaBuilder();
  const [was, is] = [new Cursor(from), new Cursor(to)];
  // What differs between two units of the base that both keep: within it, a deleted unit parts nothing.
  let had: Piece[] = [];
  let has: Piece[] = [];
  for (let position = 0; ; ) {
    had.push(...was.inserts());
    has.push(...is.inserts());
    const length = Math.min(was.left, is.left);
    if (length === Number.POSITIVE_INFINITY) break;
    const [before, after] = [was.take(length), is.take(length)];
    const isDeleted = after !== undefined && 'delete' in after;
    if (before !== undefined && 'delete' in before) {
      if (!isDeleted) has.push(...restoredText(slice(must(base), position, length), formatsOf(after)));
    } else if (isDeleted) had.push({ gone: length });
    else {
      diffPieces(out, had, has);
      [had, has] = [[], []];
      if (base !== null && lacksSome(formatsOf(before), formatsOf(after))) {
        for (const op of slice(base, position, length))
          out.retain(opLength(op), restored(formatsOf(before), formatsOf(after), op.attributes));
      } else out.retain(length, changed(formatsOf(before), formatsOf(after)));
    }
    position += length;
  }
  diffPieces(out, had, has);
  return out.finish();
}

function formatsOf(op: Op | undefined): MaybeAttributes {
  return op === undefined || 'delete' in op ? undefined : op.attributes;
}

function lacksSome(from: Attributes = {}, to: Attributes = {}): boolean {
  return Object.keys(from).some((name) => !(name in to));
}

function restoredText(kept: readonly Insert[], formats: MaybeAttributes): Insert[] {
  return kept.map(({ insert, attributes }) => {
    const composed = composeAttributes(attributes, formats, false);
    return composed === undefined ? { insert } : { insert, attributes: composed };
  });
}

// A name that `to` leaves alone gets back the value that it has in the base.
function restored(from: MaybeAttributes, to: MaybeAttributes, base: Attributes = {}): MaybeAttributes {
  const change: Attributes = {};
  for (const name of Object.keys(from ?? {})) {
    if (to?.[name] !== undefined) continue;
    const value = base[name] ?? null;
    if (from?.[name] !== value) change[name] = value;
  }
  for (const [name, value] of Object.entries(to ?? {})) if (from?.[name] !== value) change[name] = value;
  return Object.keys(change).length > 0 ? change : undefined;
}

function slice(base: () => Delta, start: number, length: number): Insert[] {
  const inserts: Insert[] = [];
  let at = 0;
  for (const op of base()) {
    const end = at + opLength(op);
    if (end > start && at < start + length && 'insert' in op) {
      const insert =
        typeof op.insert === 'string'
          ? op.insert.slice(Math.max(0, start - at), start + length - at)
          : op.insert;
      inserts.push({ ...op, insert });
    }
    at = end;
  }
  return inserts;
}

function must(base: (() => Delta) | null): () => Delta {
  if (base === null)
    throw new Error('Invariant broken: nothing that one change deletes is kept by the other');
  return base;
}
