import { Delta as QuillDelta } from 'quill/core.js';
import { sameAttributes } from '../../src/ot/attributes.ts';
import type { Attributes } from '../../src/ot/op.ts';

let mended = false;

/**
 * Makes the diff that Quill computes after every change terminate. fast-diff recurses without end when one of the texts
 * contains half a surrogate pair, as two users' edits may leave one: such a text gets a replacement between the common
 * prefix and the common suffix.
 */
export function mendDiff(): void {
  if (mended) return;
  mended = true;
  const { diff } = QuillDelta.prototype;
  QuillDelta.prototype.diff = function (this: QuillDelta, other, cursor) {
    return isWellFormed(this) && isWellFormed(other)
      ? diff.call(this, other, cursor)
      : replacement(this, other);
  };
}

/** The change from `from` to `to`, both inserts only, that replaces everything between the common prefix and suffix. */
export function replacement(from: QuillDelta, to: QuillDelta): QuillDelta {
  const most = Math.min(from.length(), to.length());
  const start = common(from, to, most);
  const end = common(reversed(from), reversed(to), most - start);
  return new QuillDelta()
    .retain(start)
    .concat(to.slice(start, to.length() - end))
    .delete(from.length() - end - start)
    .chop();
}

function isWellFormed(document: QuillDelta): boolean {
  let text = '';
  for (const { insert } of document.ops) text += typeof insert === 'string' ? insert : ' ';
  return text.isWellFormed();
}

/** The length of the common prefix in units, at most `most`. */
function common(a: QuillDelta, b: QuillDelta, most: number): number {
  const [left, right] = [units(a), units(b)];
  for (let length = 0; length < most; length++) {
    const [one, other] = [left.next().value, right.next().value];
    if (!one || !other || one.content !== other.content || !sameAttributes(one.attributes, other.attributes))
      return length;
  }
  return most;
}

function* units(document: QuillDelta): Generator<{ content: string; attributes: Attributes | undefined }> {
  for (const { insert, attributes } of document.ops) {
    const content = typeof insert === 'string' ? insert : [JSON.stringify(insert)];
    for (let at = 0; at < content.length; at++)
      yield { content: content[at] as string, attributes: attributes as Attributes | undefined };
  }
}

function reversed(document: QuillDelta): QuillDelta {
  return new QuillDelta(
    document.ops.toReversed().map((op) => {
      return typeof op.insert === 'string' ? { ...op, insert: op.insert.split('').reverse().join('') } : op;
    }),
  );
}
