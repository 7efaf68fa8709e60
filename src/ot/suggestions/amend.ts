import { compose } from '../compose.ts';
import { DeltaBuilder } from '../delta-builder.ts';
import { DELETED, withoutMarks } from '../marks.ts';
import type { Delta, Op } from '../op.ts';
import { transformAfter } from '../transform.ts';
import { between } from './between.ts';

/**
 * A suggestion in the form in which its author edits it: its deletions are retains with the mark `suggest-delete`, so
 * that the deleted text is still there to be kept again. Only canonical suggestions come back the same from `folded`.
 */
export function unfolded(delta: Delta): Op[] {
  const out = new DeltaBuilder();
  for (const op of delta) {
    if ('delete' in op) out.retain(op.delete, { [DELETED]: true });
    else out.push(op);
  }
  return out.finish();
}

function folded(delta: Delta): Op[] {
  const out = new DeltaBuilder();
  for (const op of delta) {
    if (!('retain' in op)) out.push(op);
    else if (op.attributes?.[DELETED] === true) out.delete(op.retain);
    else out.retain(op.retain, withoutMarks(op.attributes));
  }
  return out.finish();
}

/**
 * The suggestion after its author's change of it. `change` is on the text with the suggestion's insertions, and with
 * what it deletes: it deletes insertions alone, and `suggest-delete` on a retain deletes text (`true`) or keeps it
 * (null).
 */
export function amend(delta: Delta, change: Delta): Delta {
  return folded(compose(unfolded(delta), change));
}

/**
 * `mine`, which began as `from`, when others have made `to` of that: what `mine` changed is changed in `to` too. `from`
 * and `mine` are on one text, `to` is on that text after `over`; null for no change.
 */
export function amendOver(from: Delta, mine: Delta, to: Delta, over: Delta | null): Delta {
  const [before, after] = [unfolded(from), unfolded(to)];
  const typed = between(before, unfolded(mine));
  const others = between(before, over === null ? after : compose(over, after));
  return folded(compose(after, transformAfter(typed, others)));
}
