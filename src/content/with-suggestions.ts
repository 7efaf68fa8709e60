import { compose } from '../ot/compose.ts';
import { isMark } from '../ot/marks.ts';
import type { Delta } from '../ot/op.ts';
import { overlay } from '../ot/suggestions/overlay.ts';
import { transformAfter } from '../ot/transform.ts';
import { Problem } from '../platform/problem/problem.ts';

/** How open suggestions appear in a text: as if all were accepted, or marked. */
export type SuggestionsShown = 'accepted' | 'inline';

// Each suggestion is carried over all before it, member by member: this many steps take about a second.
const MAX_STEPS = 5_000_000;
// 500 ids at every letter would be more than an isolate holds.
const MAX_MARKS = 16 * 1024 * 1024;

/**
 * A text with these suggestions, all on it. Throws 413 `too_large` when they are too many and too long for one answer:
 * whoever suggests decides on that, and whoever reads would pay.
 */
export function withSuggestions(
  text: Delta,
  open: readonly { id: string; delta: Delta }[],
  how: SuggestionsShown,
): Delta {
  return how === 'inline' ? inline(text, open) : accepting(text, open);
}

function inline(text: Delta, open: readonly { id: string; delta: Delta }[]): Delta {
  const marked = compose(text, overlay(open));
  let length = 0;
  for (const op of marked) {
    if ('delete' in op) continue;
    for (const [name, ids] of Object.entries(op.attributes ?? {}))
      if (isMark(name)) length += String(ids).length;
  }
  if (length > MAX_MARKS) throw tooLarge();
  return marked;
}

// One after the other, each over those before it, as if an editor did it.
function accepting(text: Delta, open: readonly { delta: Delta }[]): Delta {
  const members = open.reduce((sum, { delta }) => sum + delta.length, 0);
  if ((members * open.length) / 2 > MAX_STEPS) throw tooLarge();
  let accepted = text;
  let waiting = open.map(({ delta }) => delta);
  for (;;) {
    const [next, ...rest] = waiting;
    if (next === undefined) return accepted;
    accepted = compose(accepted, next);
    waiting = rest.map((delta) => transformAfter(delta, next));
  }
}

function tooLarge(): Problem {
  return new Problem(
    413,
    'too_large',
    'The open suggestions are too many to be shown in one text. Read them one by one.',
  );
}
