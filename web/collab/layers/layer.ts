import { sameDelta } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { amendOver } from '../../../src/ot/suggestions/amend.ts';
import { between } from '../../../src/ot/suggestions/between.ts';
import { marked } from '../../../src/ot/suggestions/marked.ts';
import { overlay } from '../../../src/ot/suggestions/overlay.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import type { Suggestion } from '../../../src/protocol/review.ts';

/** An open suggestion, shown over the text. */
export interface Layer {
  /** The suggestion's id; until the server has named it, one made here, which begins with `draft-`. */
  readonly id: string;
  readonly createdAt: string;
  readonly isOwn: boolean;
  /** The server lets no one type into it: it follows a fork. Known once that was tried. */
  readonly isClosed: boolean;
  /** The number of its last known change in the review log; 0 for one that the server does not have. */
  readonly review: number;
  /** What the server says of it; null while the server does not have it. */
  readonly told: Suggestion | null;
  /** As the server has it, on the received text; empty for one that the server does not have. */
  readonly base: Delta;
  /** As its author has typed it, on the text that this client shows; null when the server has all of it. */
  readonly draft: Delta | null;
  /** The draft as it was sent, on the text that this client shows; null once its frame has come, or a refusal. */
  readonly sent: Delta | null;
  /** The number of the change as which the server has answered that it took `sent`; null while it has not. */
  readonly takenAs: number | null;
}

/** An own layer with unsent typing. */
export type Drafted = Pick<Layer, 'base' | 'sent' | 'takenAs'> & { draft: Delta };

/** The part of an id that only this client knows. */
export const DRAFT = 'draft-';

/** A layer that the server does not have lies over all others. */
export const LAST = '\uffff';

/** An own layer that nothing was typed into yet. */
export function newLayer(id: string): Layer {
  const nothing: Delta = [];
  return {
    id,
    createdAt: LAST,
    isOwn: true,
    isClosed: false,
    review: 0,
    told: null,
    base: nothing,
    draft: nothing,
    sent: null,
    takenAs: null,
  };
}

/** `base`, on the received text, carried to the text that this client shows: over its unacknowledged operations. */
export function carried(base: Delta, unsent: readonly Delta[]): Delta {
  return unsent.reduce((delta, operation) => transformAfter(delta, operation), base);
}

/** The suggestion on the text that this client shows. */
export function shownDelta(layer: Layer, unsent: readonly Delta[]): Delta {
  return layer.draft ?? carried(layer.base, unsent);
}

/** What these layers add to the text that this client shows. */
export function shownOver(layers: readonly Layer[], unsent: readonly Delta[]): Delta {
  return overlay(layers.map((layer) => ({ id: layer.id, delta: shownDelta(layer, unsent) })));
}

/** Layers in the order in which they lie over the text: by `createdAt`, then by id. */
export function inOrder(layers: readonly Layer[]): Layer[] {
  return [...layers].sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether nothing is left of a layer, here and at the server. */
export function isNothing({ base, draft, sent }: Layer): boolean {
  return base.length === 0 && sent === null && (draft === null || draft.length === 0);
}

/** The layer after a frame: `frame` on the received text, shown as `shown`. Null when nothing is left of it. */
export function rebased(layer: Layer, frame: Delta, shown: Delta | null): Layer | null {
  const base = frame.length === 0 ? layer.base : transformAfter(layer.base, frame);
  const over = (delta: Delta | null): Delta | null =>
    delta === null || shown === null ? delta : transformAfter(delta, shown);
  const draft = over(layer.draft);
  const after = { ...layer, base, draft, sent: over(layer.sent) };
  return isNothing(after) ? null : after;
}

/** The own layers with unsent typing, by id, with what the server has of them on the text that this client shows. */
export function drafted(layers: readonly Layer[], unsent: readonly Delta[]): Map<string, Drafted> {
  const all = new Map<string, Drafted>();
  for (const { id, base, draft, sent, takenAs } of layers)
    if (draft !== null) all.set(id, { base: carried(base, unsent), draft, sent, takenAs });
  return all;
}

/**
 * The draft of an own layer when the server has `told` in its place: what was typed and is unknown to the server is
 * typed again over that. `ancestor` and `draft` are on the text before `shown`, `told` after it. Null when the server
 * has all of it.
 */
export function redrafted(
  { base, draft, sent, takenAs }: Drafted,
  told: Delta,
  shown: Delta | null,
): Delta | null {
  // Without an answer, what the server tells came before what was sent, or includes it: whichever is nearer to it. In
  // doubt it came before, as where it lacks some of what was typed: that is rather shown twice than lost.
  const isNearer = (): boolean =>
    sent !== null && isLess(distance(sent, told, shown), distance(base, told, shown));
  const isIncluded = sent !== null && (takenAs !== null || (holds(base, sent, told, shown) && isNearer()));
  const mine = amendOver(isIncluded ? sent : base, draft, told, shown);
  return sameDelta(mine, told) ? null : mine;
}

// Whether all that `sent` inserts beyond `base` is in `told`; `over` changed the text in between.
function holds(base: Delta, sent: Delta, told: Delta, over: Delta | null): boolean {
  const typed = between(marked(base, ''), marked(sent, ''));
  const since = changeTo(sent, told, over);
  return inserted(compose(typed, since)) === inserted(typed) + inserted(since);
}

function inserted(change: Delta): number {
  return change.reduce((sum, op) => ('insert' in op ? sum + opLength(op) : sum), 0);
}

// How far two states of a suggestion are apart in the view: units that are inserted and deleted, then units whose marks
// differ, as those of a deletion do. `over` changed the text in between.
function distance(from: Delta, to: Delta, over: Delta | null): [units: number, marks: number] {
  return changeTo(from, to, over).reduce<[number, number]>(
    ([units, marks], op) => {
      if (!('retain' in op)) return [units + opLength(op), marks];
      return [units, op.attributes === undefined ? marks : marks + op.retain];
    },
    [0, 0],
  );
}

function isLess([units, marks]: [number, number], [otherUnits, otherMarks]: [number, number]): boolean {
  return units < otherUnits || (units === otherUnits && marks < otherMarks);
}

// From a view with `from` to one with `to`.
function changeTo(from: Delta, to: Delta, over: Delta | null): Delta {
  const after = marked(to, '');
  return between(marked(from, ''), over === null ? after : compose(over, after));
}
