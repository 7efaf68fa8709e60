import { documentOf, linesOf } from '../../../src/formats/blocks/lines.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Attributes, Delta, Range } from '../../../src/ot/op.ts';
import { part } from '../../../src/ot/tables/changes.ts';
import { type Clip, newlines } from './clip.ts';
import { lineAt } from './line-at.ts';

/**
 * Another program's content as a clip for `range`: its last block ends with a newline that a clip of ours would not
 * have. The newline stays only where the following text would otherwise join that block. Plain paragraphs that come into
 * a quote or a callout are part of it.
 */
export function blocksClip(ops: Delta, document: Delta, range: Range): Clip {
  const rest = lineAt(document, range.index + range.length).end - range.index - range.length;
  const line = lineAt(document, range.index);
  const goesOn = range.index > line.start;
  const final = ops[ops.length - 1];
  if (final === undefined || !('insert' in final) || typeof final.insert !== 'string')
    return { ops, last: null };
  if (!final.insert.endsWith('\n')) return { ops, last: rest === 0 ? {} : null };
  const own = containerOf(line.attributes);
  const all = documentOf(
    linesOf(ops).map((one) => (Object.keys(one.format).length > 0 ? one : { ...one, format: own })),
  );
  const format: Attributes = final.attributes ?? {};
  const inner = part(all, 0, documentLength(all) - 1);
  const isBlock = Object.keys(format).length > 0 && (newlines(inner).length > 0 || !goesOn);
  if (rest > 0) return { ops: isBlock ? all : inner, last: null };
  return { ops: inner, last: Object.keys(format).length > 0 ? format : own };
}

function containerOf({ blockquote, callout }: Attributes): Attributes {
  return { ...(blockquote === true && { blockquote }), ...(callout !== undefined && { callout }) };
}
