import { opLength } from './lengths.ts';
import type { Delta, Range } from './op.ts';

/**
 * The position in the text after `ops` of `position` in the text before. With `stay`, an insert exactly there leaves
 * it to the insert's left (another author's typing at a caret does not push it along). quill-delta's
 * `transformPosition`.
 */
export function transformPosition(position: number, ops: Delta, stay: boolean): number {
  let index = position;
  let offset = 0;
  for (const op of ops) {
    if (offset > index) break;
    const length = opLength(op);
    if ('delete' in op) {
      index -= Math.min(length, index - offset);
      continue;
    }
    if ('insert' in op && (offset < index || !stay)) index += length;
    offset += length;
  }
  return index;
}

/** Transforms a selection over another author's change; both ends stay on the text that they were at. */
export function transformRange<R extends Range | null>(range: R, ops: Delta): R {
  if (range === null || ops.length === 0) return range;
  const start = transformPosition(range.index, ops, true);
  const end = range.length === 0 ? start : transformPosition(range.index + range.length, ops, true);
  return { index: start, length: Math.max(0, end - start) } as R;
}
