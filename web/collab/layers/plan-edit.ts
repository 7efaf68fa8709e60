import { normalise, sameDelta } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { invert } from '../../../src/ot/invert.ts';
import { lengthChange, opLength } from '../../../src/ot/lengths.ts';
import { isMark, TYPED } from '../../../src/ot/marks.ts';
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
  { operation, amendments }: Pick<Routed, 'operation' | 'amendments'>,
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
    return [{ ...layer, sent, draft }];
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
 * Compares what the editor shows after `edit` with what it has to show: the text after the operation, with what the
 * layers add in `after`, where what was typed still has its mark. `view` is read only where the edit changed what it may
 * not. `suggested` is one's own suggestion where that takes formats: the view does not show them, so an undo has to know
 * them from it.
 */
export function settle(
  edit: Delta,
  { typed, seen, change }: Routed,
  before: Delta,
  after: Delta,
  view: () => Delta,
  suggested: Delta | null,
): Settled {
  const rest = between(compose(before, seen), compose(typed, after));
  const whole = compose(seen, rest);
  const made = unmarked(rest.length === 0 ? change : compose(change, rest));
  const correction = between(edit, unmarked(whole), view);
  return {
    change: made,
    inverse: () => invert(made, suggested === null ? view() : compose(view(), formatsIn(suggested, before))),
    correction: correction.length === 0 ? null : correction,
    place: (position) =>
      (position === onlyRun(edit, () => true)?.end ? onlyRun(whole, isTyped)?.end : undefined) ??
      transformPosition(position, correction, true),
  };
}

/** Where in the view after an edit that was taken apart what was typed begins; null when nothing was. */
export function typedAt({ typed, seen }: Routed, before: Delta, after: Delta): number | null {
  const whole = compose(seen, between(compose(before, seen), compose(typed, after)));
  return onlyRun(whole, isTyped)?.start ?? null;
}

/** The layers without the mark of what was typed; one that is as the server has it again has no draft. */
export function settled(layers: readonly Layer[], unsent: readonly Delta[]): Layer[] {
  return layers.map((layer) => {
    if (layer.draft === null) return layer;
    const draft = unmarked(layer.draft);
    const base = carried(layer.base, unsent);
    // Lengths first: with most keys they differ, and a draft may have 200 kB.
    const isBase =
      layer.sent === null && lengthChange(draft) === lengthChange(base) && sameDelta(draft, base);
    return { ...layer, draft: isBase ? null : draft };
  });
}

/** What the layers add, taken away again: from the view to the text. */
export function without(over: Delta): Delta {
  return over.map((op) => ('insert' in op ? { delete: opLength(op) } : { retain: opLength(op) }));
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

function isTyped(op: Op): boolean {
  return !('delete' in op) && op.attributes?.[TYPED] === true;
}

/** The same change without the mark of what was typed. */
export function unmarked(delta: Delta): Delta {
  if (!delta.some(isTyped)) return delta;
  return normalise(
    delta.map((op) => {
      if ('delete' in op || op.attributes === undefined) return op;
      const { [TYPED]: _, ...attributes } = op.attributes;
      return { ...op, attributes };
    }),
  );
}

// Where the one run of such inserts stands, in the text after the change; null when there is not exactly one.
function onlyRun(delta: Delta, isMeant: (op: Op) => boolean): { start: number; end: number } | null {
  let [position, start, end] = [0, -1, -1];
  for (const op of delta) {
    if ('delete' in op) continue;
    const next = position + opLength(op);
    if ('insert' in op && isMeant(op)) {
      if (start >= 0 && end !== position) return null;
      if (start < 0) start = position;
      end = next;
    }
    position = next;
  }
  return start < 0 ? null : { start, end };
}
