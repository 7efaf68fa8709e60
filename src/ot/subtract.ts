import type { MaybeAttributes } from './attributes.ts';
import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Attributes, Delta, Embed } from './op.ts';

/** One inserted unit; an embed is one. */
interface Unit {
  content: string | Embed;
  attributes: MaybeAttributes;
}

/**
 * What of `whole` is left after `part`, some of what it does: `part` and then the result is `whole`. Null when `part` does
 * anything else. `isSame` says whether an inserted unit of the whole, with these attributes, is one of the part's.
 */
export function subtract(
  whole: Delta,
  part: Delta,
  isSame: (whole: MaybeAttributes, part: MaybeAttributes) => boolean,
): Delta | null {
  const left = new DeltaBuilder();
  const [all, some] = [new Reader(whole), new Reader(part)];
  for (;;) {
    const wanted = some.inserted();
    let found = 0;
    for (const unit of all.inserted()) {
      const next = wanted[found];
      if (next !== undefined && sameContent(next, unit) && isSame(unit.attributes, next.attributes)) {
        left.retain(opLength({ insert: unit.content }), undefined);
        found++;
      } else left.insert(unit.content, unit.attributes);
    }
    if (found < wanted.length) return null;
    if (all.isOver && some.isOver) return left.finish();
    const length = Math.min(all.left, some.left);
    const [mine, its] = [all.take(length), some.take(length)];
    if (its.isDeleted && !mine.isDeleted) return null;
    if (mine.isDeleted) {
      if (!its.isDeleted) left.delete(length);
      continue;
    }
    const formats = without(mine.attributes, its.attributes);
    if (formats === null) return null;
    left.retain(length, formats);
  }
}

/** A delta as its inserts and, between them, stretches of older text. */
class Reader {
  readonly #ops: Delta;
  #at = 0;
  #used = 0;

  constructor(ops: Delta) {
    this.#ops = ops;
  }

  /** The inserts here, by code points. */
  inserted(): Unit[] {
    const units: Unit[] = [];
    for (;;) {
      const op = this.#ops[this.#at];
      if (op === undefined || !('insert' in op)) return units;
      const contents = typeof op.insert === 'string' ? [...op.insert] : [op.insert];
      for (const content of contents) units.push({ content, attributes: op.attributes });
      this.#at++;
    }
  }

  get isOver(): boolean {
    return this.#at >= this.#ops.length;
  }

  /** Units left of this stretch. */
  get left(): number {
    const op = this.#ops[this.#at];
    return op === undefined ? Number.POSITIVE_INFINITY : opLength(op) - this.#used;
  }

  take(length: number): { isDeleted: boolean; attributes: MaybeAttributes } {
    const op = this.#ops[this.#at];
    if (op === undefined || 'insert' in op) return { isDeleted: false, attributes: undefined };
    this.#used += length;
    if (this.#used === opLength(op)) {
      this.#at++;
      this.#used = 0;
    }
    return 'delete' in op
      ? { isDeleted: true, attributes: undefined }
      : { isDeleted: false, attributes: op.attributes };
  }
}

function sameContent(one: Unit, other: Unit): boolean {
  return one.content === other.content || JSON.stringify(one.content) === JSON.stringify(other.content);
}

// Null when `part` sets what `whole` does not.
function without(whole: Attributes = {}, part: Attributes = {}): MaybeAttributes | null {
  for (const name of Object.keys(part)) if (part[name] !== whole[name]) return null;
  const rest = Object.entries(whole).filter(([name]) => !Object.hasOwn(part, name));
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}
