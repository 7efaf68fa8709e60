import { normalise, sameDelta } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { OBJECT_REPLACEMENT } from '../../../src/ot/formats.ts';
import { invert } from '../../../src/ot/invert.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import { isMark } from '../../../src/ot/marks.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { amend } from '../../../src/ot/suggestions/amend.ts';
import { between } from '../../../src/ot/suggestions/between.ts';
import { effective } from '../../../src/ot/suggestions/effective.ts';
import { transformAfter, transformBefore } from '../../../src/ot/transform.ts';
import { carried, isNothing, type Layer, shownDelta } from './layer.ts';
import type { Routed } from './route-edit.ts';

/** The layers after an edit of the view that was taken apart. `unsent` is what is unacknowledged before it. */
export function amended(
  layers: readonly Layer[],
  { operation, amendments }: Routed,
  unsent: readonly Delta[],
  text: () => Delta,
): Layer[] {
  const over = (delta: Delta): Delta => (operation.length === 0 ? delta : transformAfter(delta, operation));
  return layers.flatMap((layer) => {
    const amendment = amendments.get(layer.id);
    if (amendment === undefined && layer.draft === null) return [layer];
    let draft = shownDelta(layer, unsent);
    if (amendment !== undefined) {
      draft = amend(draft, amendment);
      if (setsFormats(amendment)) draft = effective(draft, text());
    }
    draft = over(draft);
    const sent = layer.sent === null ? null : over(layer.sent);
    if (isNothing({ ...layer, draft, sent })) return [];
    const base = over(carried(layer.base, unsent));
    const isBase = sent === null && draft.length === base.length && sameDelta(draft, base);
    return [{ ...layer, sent, draft: isBase ? null : draft }];
  });
}

/** What an edit of the view comes to. */
export interface Settled {
  /** The change of the view that the edit is; on the view before it. */
  change: Delta;
  /** The edit that undoes it, on the view after it, for an undo stack; read at once. */
  inverse(): Delta;
  /** What the editor has to change after it has shown the edit; null for nothing. */
  correction: Delta | null;
  /** Where a place in the view after the edit, as the editor shows it, is after the correction. */
  place(position: number): number;
}

/**
 * Compares what the editor shows after `edit` with what it has to show: the text after the operation, with the layers
 * `after`. `view` is read only where the edit changed what it may not. `suggested` is one's own suggestion where that
 * takes formats: the view does not show them, so an undo has to know them from it.
 */
export function settle(
  edit: Delta,
  { operation, seen, change }: Routed,
  before: Delta,
  after: Delta,
  view: () => Delta,
  suggested: Delta | null,
): Settled & { whole: Delta } {
  const rest = between(compose(before, seen), compose(operation, after));
  const whole = compose(seen, rest);
  const correction = between(edit, whole, view);
  const made = rest.length === 0 ? change : compose(change, rest);
  return {
    change: made,
    inverse: () => invert(made, suggested === null ? view() : compose(view(), formatsIn(suggested, before))),
    correction: correction.length === 0 ? null : correction,
    place: (position) => placeOfTyped(edit, whole, position) ?? transformPosition(position, correction, true),
    whole,
  };
}

/** What the layers add, taken away again: from the view to the text. */
export function without(over: Delta): Delta {
  return over.map((op) => ('insert' in op ? { delete: opLength(op) } : { retain: opLength(op) }));
}

/** Where a change inserts `text`, in the text after it; null when it does not. */
export function indexOfInsert(delta: Delta, text: string): number | null {
  for (const run of insertedRuns(delta)) {
    const at = run.text.indexOf(text);
    if (at >= 0) return run.index + at;
  }
  return null;
}

// The formats that a suggestion sets on the text, as a change of the view.
function formatsIn(suggestion: Delta, over: Delta): Delta {
  const formats = suggestion.flatMap((op): Op[] => {
    if ('insert' in op) return [];
    return ['delete' in op ? { retain: op.delete } : op];
  });
  return transformBefore(normalise(formats), over);
}

function setsFormats(amendment: Delta): boolean {
  return amendment.some(
    (op) => 'retain' in op && Object.keys(op.attributes ?? {}).some((name) => !isMark(name)),
  );
}

// Right behind what was typed, when `position` is right behind it in the editor; null otherwise.
function placeOfTyped(edit: Delta, whole: Delta, position: number): number | null {
  const typed = insertedRuns(edit);
  const [run] = typed;
  if (run === undefined || typed.length > 1 || position !== run.index + run.text.length) return null;
  for (const { index, text } of insertedRuns(whole)) {
    const at = text.indexOf(run.text);
    if (at >= 0) return index + at + run.text.length;
  }
  return null;
}

// What a change inserts, place by place, in the text after it; an embed as U+FFFC.
function insertedRuns(delta: Delta): { index: number; text: string }[] {
  const runs: { index: number; text: string }[] = [];
  let position = 0;
  for (const op of delta) {
    if ('insert' in op) {
      const text = typeof op.insert === 'string' ? op.insert : OBJECT_REPLACEMENT;
      const last = runs[runs.length - 1];
      if (last !== undefined && last.index + last.text.length === position) last.text += text;
      else runs.push({ index: position, text });
    }
    if (!('delete' in op)) position += opLength(op);
  }
  return runs;
}
