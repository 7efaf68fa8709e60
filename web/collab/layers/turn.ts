import { compose } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { between } from '../../../src/ot/suggestions/between.ts';
import { transformAfter, transformBefore } from '../../../src/ot/transform.ts';

/**
 * The change of the view when the text changes by `shown` (null for nothing) and what the layers add becomes `after`
 * where it was `before`. Where `isExplained`, a decision comes with its operation: what was proposed becomes text where
 * it stands. Otherwise what the text gains stands before what is proposed at the same place.
 */
export function viewChange(before: Delta, after: Delta, shown: Delta | null, isExplained: boolean): Delta {
  if (shown === null) return between(before, after);
  if (isExplained) return between(before, compose(shown, after));
  // Marks are made again, and letters whose places have become one come into their order.
  return compose(transformBefore(shown, before), between(transformAfter(before, shown), after));
}
