import { cutDownEmbed } from '../../src/ot/cut-down.ts';
import { FORMATS } from '../../src/ot/formats.ts';
import type { Attributes, AttributeValue, Delta, Embed, Op } from '../../src/ot/op.ts';
import { Unknown } from './blots/blots.ts';

/**
 * A document or a change in a form that Quill can draw, with every length unchanged: an older log holds names of any
 * kind, and Quill throws where one of them is a blot's. Formats that the table lacks are dropped, and such embeds
 * become a box. `isOwn` names formats that only this page sets, never a log.
 *
 * Quill turns `\r\n` into `\n`, which makes every later position wrong. A carriage return, which only the API can
 * insert, is shown as a space.
 */
export function showable(ops: Delta, isOwn?: (name: string) => boolean): Delta {
  let same = true;
  const shown = ops.map((op) => {
    const one = showableOp(op, isOwn);
    same &&= one === op;
    return one;
  });
  return same ? ops : shown;
}

function showableOp(op: Op, isOwn: ((name: string) => boolean) | undefined): Op {
  if ('delete' in op) return op;
  const attributes = showableAttributes(op.attributes, 'retain' in op, isOwn);
  if ('retain' in op) {
    if (attributes === op.attributes) return op;
    return attributes === undefined ? { retain: op.retain } : { retain: op.retain, attributes };
  }
  const insert = showableContent(op.insert);
  if (insert === op.insert && attributes === op.attributes) return op;
  return attributes === undefined ? { insert } : { insert, attributes };
}

function showableContent(insert: string | Embed): string | Embed {
  if (typeof insert === 'string') return insert.includes('\r') ? insert.replaceAll('\r', ' ') : insert;
  // The image blot checks its own address: it is a box when the image may not be loaded.
  if (typeof insert.image === 'string' && Object.keys(insert).length === 1) return insert;
  const embed = cutDownEmbed(insert, null);
  if (typeof embed === 'string') return { [Unknown.blotName]: JSON.stringify(insert) };
  const [type = ''] = Object.keys(embed);
  return embed[type] === insert[type] ? insert : embed;
}

function showableAttributes(
  attributes: Attributes | undefined,
  onRetain: boolean,
  isOwn: ((name: string) => boolean) | undefined,
): Attributes | undefined {
  if (attributes === undefined) return undefined;
  const names = Object.keys(attributes);
  const shownValue = (name: string): AttributeValue | undefined => {
    const value = attributes[name];
    const format = FORMATS.get(name);
    if (format === undefined) return isOwn?.(name) ? value : undefined;
    return value === null && onRetain ? null : format.values.fit(value, null);
  };
  if (names.length > 0 && names.every((name) => shownValue(name) === attributes[name])) return attributes;
  const shown: Attributes = {};
  for (const name of names) {
    const value = shownValue(name);
    if (value !== undefined) shown[name] = value;
  }
  return Object.keys(shown).length > 0 ? shown : undefined;
}
