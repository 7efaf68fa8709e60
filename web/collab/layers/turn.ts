import { sameDelta } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { INSERTED, TYPED } from '../../../src/ot/marks.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { between } from '../../../src/ot/suggestions/between.ts';
import { transformAfter, transformBefore } from '../../../src/ot/transform.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';
import type { ReceivedChange } from '../ports.ts';
import { unmarked } from './plan-edit.ts';

/** The suggestions that these frames say were accepted, in whole or in part, after version `from`. */
export function acceptedSince(messages: readonly ReviewMessage[], from: number): ReadonlySet<string> {
  const accepted = messages
    .flatMap(({ suggestions }) => suggestions)
    .filter(({ acceptedVersion }) => acceptedVersion !== null && acceptedVersion > from);
  return new Set(accepted.map(({ id }) => id));
}

/** Whether a change that was received is the first of the operations `before`, and nothing else: it changes nothing shown. */
export function isAcknowledged(
  { frame, shown, unsent }: Pick<ReceivedChange, 'frame' | 'shown' | 'unsent'>,
  before: readonly Delta[],
): boolean {
  const [first, ...rest] = before;
  return (
    first !== undefined &&
    (shown === null || shown.length === 0) &&
    rest.length === unsent.length &&
    rest.every((operation, n) => operation === unsent[n]) &&
    sameDelta(first, frame)
  );
}

/**
 * The change of the view when the text changes by `shown` (null for nothing) and what the layers add becomes `after`
 * where it was `before`. Of the suggestions in `accepted`, the operation is a part of `shown`: what they proposed becomes
 * text where it stands. Else what the text gains stands before what is proposed at the same place.
 */
export function viewChange(
  before: Delta,
  after: Delta,
  shown: Delta | null,
  accepted: ReadonlySet<string>,
): Delta {
  if (shown === null) return between(before, after);
  if (accepted.size > 0) {
    // Equal letters of another suggestion at the same place are not taken for theirs, nor the other way round.
    const isTheirs = (op: Op): boolean =>
      'insert' in op && accepted.has(String(op.attributes?.[INSERTED] ?? ''));
    const text = withTyped(shown, (op) => 'insert' in op);
    return unmarked(between(withTyped(before, isTheirs), compose(text, withTyped(after, isTheirs))));
  }
  // Marks are made again, and letters whose places have become one come into their order.
  return compose(transformBefore(shown, before), between(transformAfter(before, shown), after));
}

// No alignment takes what has this mark for what has it not.
function withTyped(delta: Delta, isMeant: (op: Op) => boolean): Delta {
  return delta.map((op) =>
    'insert' in op && isMeant(op) ? { ...op, attributes: { ...op.attributes, [TYPED]: true } } : op,
  );
}
