import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import type { Attributes, Delta, Op } from '../../../src/ot/op.ts';
import { isCode } from './clip.ts';
import { findAddresses } from './find-addresses.ts';

/** `ops` with each address in the text as a link, except in code and where there is a link already. */
export function linkAddresses(ops: Delta): Delta {
  const built = new DeltaBuilder();
  ops.forEach((op, index) => {
    if (!('insert' in op)) return;
    const { insert, attributes = {} } = op;
    if (typeof insert !== 'string' || attributes.link || attributes.code || isCode(lineOf(ops, index))) {
      built.push(op);
      return;
    }
    let end = 0;
    for (const { index: start, length, link } of findAddresses(insert)) {
      if (start > end) built.insert(insert.slice(end, start), op.attributes);
      end = start + length;
      built.insert(insert.slice(start, end), { ...attributes, link });
    }
    if (end < insert.length) built.insert(insert.slice(end), op.attributes);
  });
  return built.finish();
}

function lineOf(ops: Delta, index: number): Attributes {
  for (let at = index; at < ops.length; at++) {
    const op = ops[at] as Op;
    if ('insert' in op && typeof op.insert === 'string' && op.insert.includes('\n'))
      return op.attributes ?? {};
  }
  return {};
}
