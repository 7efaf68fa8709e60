import type { MaybeAttributes } from '../../../src/ot/attributes.ts';
import { normalise } from '../../../src/ot/canonical.ts';
import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import {
  DELETED,
  FORMATTED,
  INSERTED,
  joinIds,
  namesId,
  stripMarks,
  TYPED,
  withoutMarks,
} from '../../../src/ot/marks.ts';
import type { AttributeValue, Delta, Op } from '../../../src/ot/op.ts';

/** What typing does: it changes the text, one's own suggestion, or nothing. */
export type Mode = 'editing' | 'suggesting' | 'viewing';

/** Whose typing it is, and where it goes. */
export interface Routing {
  mode: Mode;
  /** The ids of one's own layers. */
  own: readonly string[];
  /** The own layer that takes what is suggested; not null in `suggesting`. */
  active: string | null;
  /** By earlier ids of own layers, those that they have now: an undo stack still names the earlier ones. */
  names: ReadonlyMap<string, string>;
}

/** An edit of the view, taken apart. */
export interface Routed {
  /** What it does to the text. */
  operation: Delta;
  /** The same, with the mark of what is typed; `amendments`, `seen` and `change` have it too. */
  typed: Delta;
  /** What it does to each own layer, on the text with that layer's insertions (`amend`). */
  amendments: ReadonlyMap<string, Delta>;
  /** What it does to the view, but for what is typed among letters of another: that may belong before or after them. */
  seen: Delta;
  /** The same for an undo stack: formats are kept in it, since the mark of a changed format does not say which. */
  change: Delta;
}

type Segment = { letters: string | null; marks: MaybeAttributes; left: number };

/** The ids that the marks of an edit name: of letters that it inserts, and of deletions that it brings back. */
export function namedIn(edit: Delta): string[] {
  return edit.flatMap((op) => {
    if ('delete' in op) return [];
    const mark = op.attributes?.['insert' in op ? INSERTED : DELETED];
    return typeof mark === 'string' ? mark.split(' ') : [];
  });
}

/** Takes an edit of the view apart. `over` is what the layers add to the text (`overlay`). */
export function routeEdit(edit: Delta, over: Delta, routing: Routing): Routed {
  const parts = new Parts(over, routing);
  edit.forEach((op, i) => {
    if ('insert' in op) parts.insert(op, edit[i + 1]);
    else for (let left = opLength(op); left > 0; ) left -= parts.pass(op, left);
  });
  return parts.routed();
}

// The one walk over the view: each unit of it is text or a letter of one layer, and every part counts only its own.
class Parts {
  readonly #over: Delta;
  readonly #routing: Routing;
  readonly #typed = new DeltaBuilder();
  readonly #seen = new DeltaBuilder();
  readonly #change = new DeltaBuilder();
  readonly #amendments: Map<string, DeltaBuilder>;
  #index = 0;
  #used = 0;
  // The layer whose letter stands right before this place.
  #behind: string | null = null;

  constructor(over: Delta, routing: Routing) {
    this.#over = over;
    this.#routing = routing;
    this.#amendments = new Map(routing.own.map((id) => [id, new DeltaBuilder()]));
  }

  insert(op: Extract<Op, { insert: unknown }>, next: Op | undefined): void {
    const { mode } = this.#routing;
    if (mode === 'viewing') return;
    const plain = withoutMarks(op.attributes);
    const typed = { ...plain, [TYPED]: true };
    const layer = this.#named(op) ?? this.#layerFor(next);
    const amendment = layer === null ? undefined : this.#amendments.get(layer);
    const shown = layer === null ? typed : { ...typed, [INSERTED]: layer };
    if (amendment === undefined) this.#typed.insert(op.insert, typed);
    else amendment.insert(op.insert, typed);
    if (this.#mayBelongElsewhere(layer)) return;
    this.#seen.insert(op.insert, shown);
    this.#change.insert(op.insert, shown);
  }

  /** Passes up to `most` units of the view, of one kind; returns how many. */
  pass(op: Exclude<Op, { insert: unknown }>, most: number): number {
    const segment = this.#segment();
    const length = Math.min(most, segment.left);
    if (segment.letters !== null) this.#passLetters(op, segment.letters, length);
    else if ('delete' in op) this.#deleteText(segment.marks, length);
    else this.#retainText(op.attributes, segment.marks, length);
    this.#behind = segment.letters;
    this.#advance(length);
    return length;
  }

  routed(): Routed {
    const amendments = new Map<string, Delta>();
    for (const [id, builder] of this.#amendments) {
      const amendment = builder.finish();
      if (amendment.length > 0) amendments.set(id, amendment);
    }
    const typed = this.#typed.finish();
    return {
      operation: normalise(stripMarks(typed)),
      typed,
      amendments,
      seen: this.#seen.finish(),
      change: this.#change.finish(),
    };
  }

  // Undo and redo bring letters of one's own layer back, where none of them may be left to tell.
  #named(op: Extract<Op, { insert: unknown }>): string | null {
    const { own } = this.#routing;
    const named = this.#renamed(op.attributes?.[INSERTED]);
    return typeof named === 'string' && own.includes(named) ? named : null;
  }

  // One's own layer takes what is typed inside it, at its end, or in place of its letters.
  #layerFor(next: Op | undefined): string | null {
    const { mode, own, active } = this.#routing;
    const { letters } = this.#segment();
    const isReplacing = next !== undefined && 'delete' in next;
    // What is typed over text in Editing replaces that, also where one's own letters end.
    const isOfText = mode === 'editing' && isReplacing && letters === null;
    if (this.#behind !== null && own.includes(this.#behind) && !isOfText) return this.#behind;
    if (letters !== null && own.includes(letters) && isReplacing) return letters;
    return mode === 'suggesting' ? active : null;
  }

  // Letters of others that stay must not be moved around what is typed among them.
  #mayBelongElsewhere(layer: string | null): boolean {
    if (layer === null) return this.#behind !== null;
    if (this.#behind === layer) return false;
    const { letters } = this.#segment();
    return this.#behind !== null || (letters !== null && letters !== layer);
  }

  #passLetters(op: Op, layer: string, length: number): void {
    const amendment = this.#routing.mode === 'viewing' ? undefined : this.#amendments.get(layer);
    // Another's proposed letters stay, no matter what the edit does to them.
    if (amendment === undefined) {
      this.#amendments.get(layer)?.retain(length, undefined);
      this.#show(length, undefined, undefined);
    } else if ('delete' in op) {
      amendment.delete(length);
      this.#seen.delete(length);
      this.#change.delete(length);
    } else {
      const plain = 'retain' in op ? withoutMarks(op.attributes) : undefined;
      amendment.retain(length, plain);
      this.#show(length, plain, plain);
    }
  }

  #deleteText(marks: MaybeAttributes, length: number): void {
    const { mode, own, active } = this.#routing;
    if (mode === 'editing') {
      this.#typed.delete(length);
      this.#seen.delete(length);
      this.#change.delete(length);
      this.#amend(length, null, undefined);
      return;
    }
    const isDeleted = own.some((id) => namesId(marks?.[DELETED], id));
    const shown =
      mode === 'viewing' || isDeleted ? undefined : { [DELETED]: joinIds(marks?.[DELETED], active) };
    this.#typed.retain(length, undefined);
    this.#show(length, shown, shown);
    this.#amend(length, active, shown === undefined ? undefined : { [DELETED]: true });
  }

  #retainText(attributes: MaybeAttributes, marks: MaybeAttributes, length: number): void {
    const { mode, active } = this.#routing;
    const plain = mode === 'viewing' ? undefined : withoutMarks(attributes);
    const isSuggested = mode === 'suggesting' && plain !== undefined;
    this.#typed.retain(length, isSuggested ? undefined : plain);
    const formatted = isSuggested && !namesId(marks?.[FORMATTED], active ?? '');
    const mark = formatted ? { [FORMATTED]: joinIds(marks?.[FORMATTED], active) } : undefined;
    const kept = mode === 'viewing' ? undefined : this.#renamed(attributes?.[DELETED]);
    this.#show(
      length,
      isSuggested ? mark : plain,
      kept === undefined ? plain : { ...plain, [DELETED]: kept },
    );
    for (const [id, amendment] of this.#amendments) {
      const own = isSuggested && id === active ? plain : undefined;
      amendment.retain(length, kept === undefined ? own : deletedOrKept(own, marks, kept, id));
    }
  }

  #renamed(mark: AttributeValue | undefined): AttributeValue | undefined {
    if (typeof mark !== 'string') return mark;
    return mark
      .split(' ')
      .map((id) => this.#routing.names.get(id) ?? id)
      .join(' ');
  }

  #show(length: number, seen: MaybeAttributes, change: MaybeAttributes): void {
    this.#seen.retain(length, seen);
    this.#change.retain(length, change);
  }

  #amend(length: number, layer: string | null, attributes: MaybeAttributes): void {
    for (const [id, amendment] of this.#amendments)
      amendment.retain(length, id === layer ? attributes : undefined);
  }

  #segment(): Segment {
    const op = this.#over[this.#index];
    if (op === undefined) return { letters: null, marks: undefined, left: Number.POSITIVE_INFINITY };
    const left = opLength(op) - this.#used;
    const marks = 'delete' in op ? undefined : op.attributes;
    return { letters: 'insert' in op ? String(marks?.[INSERTED]) : null, marks, left };
  }

  #advance(length: number): void {
    const op = this.#over[this.#index];
    if (op === undefined) return;
    this.#used += length;
    if (this.#used < opLength(op)) return;
    this.#index++;
    this.#used = 0;
  }
}

// Undo and redo of a suggested deletion come as its mark on text: it acts on the own layer that it names.
function deletedOrKept(
  own: MaybeAttributes,
  marks: MaybeAttributes,
  mark: AttributeValue,
  id: string,
): MaybeAttributes {
  const [was, is] = [namesId(marks?.[DELETED], id), namesId(mark, id)];
  return was === is ? own : { ...own, [DELETED]: is ? true : null };
}
