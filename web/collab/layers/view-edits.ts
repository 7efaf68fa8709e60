import { normalise } from '../../../src/ot/canonical.ts';
import { compose } from '../../../src/ot/compose.ts';
import { invert } from '../../../src/ot/invert.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import { DELETED, stripMarks } from '../../../src/ot/marks.ts';
import type { Delta, Op } from '../../../src/ot/op.ts';
import { between } from '../../../src/ot/suggestions/between.ts';
import { transformAfter } from '../../../src/ot/transform.ts';
import { type Layer, newLayer, shownDelta, shownOver } from './layer.ts';
import type { LayersOptions } from './layer-ports.ts';
import { amended, type Settled, settle, settled, typedAt, unmarked, without } from './plan-edit.ts';
import { type Mode, namedIn, type Routed, routeEdit } from './route-edit.ts';
import type { ShownLayers } from './shown-layers.ts';

/** What the user does to the view: taken apart into an operation on the text and changes of own suggestions. */
export class ViewEdits {
  mode: Mode = 'editing';
  readonly #shown: ShownLayers;
  readonly #client: LayersOptions['client'];

  constructor(shown: ShownLayers, client: LayersOptions['client']) {
    this.#shown = shown;
    this.#client = client;
  }

  /** See `Layers.edit`. */
  edit(edit: Delta, view: () => Delta): Settled {
    const shown = this.#shown;
    if (shown.layers.length === 0 && this.mode === 'editing' && this.#gone(edit).length === 0)
      return this.#plainEdit(edit, view);
    if (this.mode === 'editing' && isKeyApart(edit, shown.over)) return this.#editApart(edit, view);
    const { routed, layers } = this.#plan(edit, view);
    const suggested = this.#suggested();
    const client = this.#client();
    if (routed.operation.length > 0) client.edit(routed.operation);
    const { unsent } = client;
    const over = shownOver(layers, unsent);
    const result = settle(edit, routed, shown.over, over, view, suggested);
    shown.show(settled(layers, unsent), unmarked(over));
    return result;
  }

  /** See `Layers.typingPlace`. */
  typingPlace(position: number, view: () => Delta): number {
    const { over } = this.#shown;
    // In, or at an edge of, nothing that is inserted or deleted, it stays where it is typed.
    if (!isBeside(over, position, position, changesText)) return position;
    const typed = { insert: 'x' };
    const { routed, layers } = this.#plan(position > 0 ? [{ retain: position }, typed] : [typed], view);
    const { unsent } = this.#client();
    const after = routed.operation.length === 0 ? unsent : [...unsent, routed.operation];
    return typedAt(routed, over, shownOver(layers, after)) ?? position;
  }

  // Nothing is suggested: the edit goes to the text as it is.
  #plainEdit(edit: Delta, view: () => Delta): Settled {
    const stripped = stripMarks(edit);
    const plain = stripped === edit ? edit : normalise(stripped);
    if (plain.length > 0) this.#client().edit(plain);
    const correction = plain === edit ? [] : between(edit, plain, view);
    return {
      change: plain,
      inverse: () => invert(plain, view()),
      correction: correction.length === 0 ? null : correction,
      place: (at) => at,
    };
  }

  // The edit is an operation on the text as it is, in or beside nothing that is suggested.
  #editApart(edit: Delta, view: () => Delta): Settled {
    const shown = this.#shown;
    const client = this.#client();
    const operation = normalise(transformAfter(edit, without(shown.over)));
    const layers = amended(shown.layers, { operation, amendments: new Map() }, client.unsent, view);
    if (operation.length > 0) client.edit(operation);
    shown.show(settled(layers, client.unsent), transformAfter(shown.over, operation));
    return { change: edit, inverse: () => invert(edit, view()), correction: null, place: (at) => at };
  }

  #plan(edit: Delta, view: () => Delta): { routed: Routed; layers: readonly Layer[] } {
    const { over, names } = this.#shown;
    const { mode } = this;
    const { unsent } = this.#client();
    const layers = this.#withNamed(edit, mode === 'suggesting' ? this.#withActive() : this.#shown.layers);
    const own = layers.filter(({ isOwn, isClosed }) => isOwn && !isClosed).map(({ id }) => id);
    const routed = routeEdit(edit, over, { mode, own, active: names.active, names: names.all });
    const text = (): Delta => compose(view(), without(over));
    return { routed, layers: amended(layers, routed, unsent, text) };
  }

  #suggested(): Delta | null {
    const { layers, names } = this.#shown;
    const active = layers.find(({ id }) => id === names.active);
    return active === undefined || this.mode !== 'suggesting'
      ? null
      : shownDelta(active, this.#client().unsent);
  }

  // The layer that takes what is suggested: an empty one is not kept.
  #withActive(): readonly Layer[] {
    const { layers, names } = this.#shown;
    const id = names.activate((one) => this.#shown.has(one));
    return this.#shown.has(id) ? layers : [...layers, newLayer(id)];
  }

  // Undo and redo may bring back what belonged to own suggestions that are gone.
  #withNamed(edit: Delta, layers: readonly Layer[]): readonly Layer[] {
    const gone = this.#gone(edit).filter((id) => !layers.some((layer) => layer.id === id));
    if (gone.length === 0) return layers;
    return [...layers, ...gone.map((id) => newLayer(this.#shown.names.again(id)))];
  }

  #gone(edit: Delta): string[] {
    const { names } = this.#shown;
    return names.isAnyGone ? names.goneOf(namedIn(edit)) : [];
  }
}

/** The most members of an edit of a single key: what stays before, what is typed over, and what is typed. */
const KEY_OPS = 3;

// Whether an edit is like a key's, with neither marks in it nor anything of a suggestion in or beside what it changes.
function isKeyApart(edit: Delta, over: Delta): boolean {
  if (edit.length > KEY_OPS || stripMarks(edit) !== edit) return false;
  let position = 0;
  return edit.every((op) => {
    const start = position;
    if (!('insert' in op)) position += opLength(op);
    const isPassed = 'retain' in op && op.attributes === undefined;
    return isPassed || !isBeside(over, start, position, suggestsSomething);
  });
}

// Whether a stretch of the view holds, or touches, any of these members of what the layers add.
function isBeside(over: Delta, from: number, to: number, isMeant: (op: Op) => boolean): boolean {
  let start = 0;
  for (const op of over) {
    const end = start + opLength(op);
    if (start > to) return false;
    if (from <= end && isMeant(op)) return true;
    start = end;
  }
  return false;
}

function suggestsSomething(op: Op): boolean {
  return 'insert' in op || ('retain' in op && op.attributes !== undefined);
}

function changesText(op: Op): boolean {
  return 'insert' in op || ('retain' in op && op.attributes?.[DELETED] !== undefined);
}
