import { compose } from '../compose.ts';
import { DeltaBuilder } from '../delta-builder.ts';
import { DELETED, withoutMarks } from '../marks.ts';
import type { Attributes, Delta, Op } from '../op.ts';
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
  const [before, after] = [wrapped(unfolded(from)), wrapped(unfolded(to))];
  const typed = between(before, wrapped(unfolded(mine)));
  const others = between(before, over === null ? after : compose(over, after));
  return folded(unwrapped(compose(after, transformAfter(typed, others))));
}

// A format that a suggestion does not propose any more is not one that it proposes to remove, which null says of a text:
// here null takes the proposal away, and what is proposed is a string.
const WRAPPED = 'proposed-';

function wrapped(delta: Delta): Op[] {
  return onRetains(delta, ([name, value]) =>
    name === DELETED ? [name, value] : [`${WRAPPED}${name}`, JSON.stringify(value)],
  );
}

function unwrapped(delta: Delta): Op[] {
  return onRetains(delta, ([name, value]) => {
    if (!name.startsWith(WRAPPED)) return [name, value];
    return value === null ? null : [name.slice(WRAPPED.length), JSON.parse(String(value))];
  });
}

type Entry = [name: string, value: unknown];

function onRetains(delta: Delta, change: (entry: Entry) => Entry | null): Op[] {
  const out = new DeltaBuilder();
  for (const op of delta) {
    if (!('retain' in op) || op.attributes === undefined) out.push(op);
    else {
      const entries = Object.entries(op.attributes)
        .map(change)
        .filter((entry) => entry !== null);
      out.retain(op.retain, entries.length === 0 ? undefined : (Object.fromEntries(entries) as Attributes));
    }
  }
  return out.finish();
}
