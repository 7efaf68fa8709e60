import { DeltaBuilder } from '../../src/ot/delta-builder.ts';
import { documentLength } from '../../src/ot/lengths.ts';
import type { Attributes, Delta, Embed, Op } from '../../src/ot/op.ts';
import type { Random } from './random.ts';

const TEXTS = ['a', 'bc', 'word ', 'ein Satz. ', '😀', 'é', '👩‍👩‍👧', 'ا', '漢字', '\n', 'x\ny', '\t'];
const EMBEDS: Embed[] = [
  { image: 'https://example.com/a.png' },
  { divider: true },
  { formula: 'e^x' },
  { mention: 'someone' },
];

function attributes(random: Random, nulls: boolean): Attributes | undefined {
  if (random.chance(0.6)) return undefined;
  const result: Attributes = {};
  for (const name of ['bold', 'italic', 'color', 'header', 'list', 'link']) {
    if (!random.chance(0.25)) continue;
    if (nulls && random.chance(0.4)) result[name] = null;
    else if (name === 'color') result[name] = random.pick(['#f00', '#0f0']);
    else if (name === 'header') result[name] = random.between(1, 3);
    else if (name === 'list') result[name] = random.pick(['bullet', 'checked']);
    else if (name === 'link') result[name] = 'https://example.com/';
    else result[name] = true;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

function insertion(random: Random): Op {
  const insert = random.chance(0.12) ? random.pick(EMBEDS) : random.pick(TEXTS);
  const formats = attributes(random, false);
  return formats === undefined ? { insert } : { insert, attributes: formats };
}

/** A random document of about `size` inserts. */
export function randomDocument(random: Random, size: number): Op[] {
  const builder = new DeltaBuilder();
  for (let i = random.int(size + 1); i > 0; i--) builder.push(insertion(random));
  builder.insert('\n', random.chance(0.3) ? { header: 2 } : undefined);
  return builder.ops;
}

/** The UTF-16 units of a document, an embed as `\0`. */
export function documentText(document: Delta): string {
  return document.map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '\0')).join('');
}

/**
 * A random operation on `document` that obeys the last-newline rule; never splits a surrogate pair unless `unkind`.
 * Mostly local, so that concurrent ones meet.
 */
export function randomOperation(
  random: Random,
  document: Delta,
  options: { unkind?: boolean; members?: number } = {},
): Op[] {
  const length = documentLength(document);
  const text = options.unkind ? null : documentText(document);
  const builder = new DeltaBuilder();
  let position = 0;
  const whole = (at: number): number => {
    const unit = text?.charCodeAt(at) ?? 0;
    return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
  };
  for (let i = random.between(1, options.members ?? 3); i > 0; i--) {
    const left = length - position;
    if (left > 1 && random.chance(0.7)) {
      const to = whole(position + random.int(Math.min(left, 12)));
      if (to > position && to < length) {
        builder.retain(to - position, undefined);
        position = to;
      }
    }
    const to = whole(Math.min(length, position + random.between(1, 5)));
    const choice = random.next();
    if (choice < 0.5) builder.push(insertion(random));
    else if (choice < 0.8 && to < length && to > position) {
      builder.delete(to - position);
      position = to;
    } else if (to > position) {
      const formats = attributes(random, true);
      if (formats !== undefined) {
        builder.retain(to - position, formats);
        position = to;
      }
    }
    if (position >= length) break;
  }
  return builder.finish();
}
