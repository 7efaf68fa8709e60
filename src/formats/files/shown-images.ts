import { uploadAt } from '../../ot/addresses.ts';
import { DeltaBuilder } from '../../ot/delta-builder.ts';
import type { Delta, Op } from '../../ot/op.ts';

/** The addresses of the uploads that a document shows. */
export function imagesIn(document: Delta): Set<string> {
  const found = new Set<string>();
  for (const op of document) {
    const address = imageOf(op);
    if (address !== null && uploadAt(address) !== null) found.add(address);
  }
  return found;
}

/** A document with the descriptions of these images in their places, and how many there were. */
export function withoutImages(document: Delta, refused: ReadonlySet<string>): { ops: Delta; count: number } {
  if (refused.size === 0) return { ops: document, count: 0 };
  const built = new DeltaBuilder();
  let count = 0;
  for (const op of document) {
    const address = imageOf(op);
    if (address === null || !refused.has(address) || !('insert' in op)) {
      built.push(op);
      continue;
    }
    count++;
    const { alt, width: _width, height: _height, ...rest } = op.attributes ?? {};
    if (typeof alt === 'string' && alt !== '')
      built.insert(alt, Object.keys(rest).length > 0 ? rest : undefined);
  }
  return { ops: built.finish(), count };
}

function imageOf(op: Op): string | null {
  if (!('insert' in op) || typeof op.insert === 'string') return null;
  const { image } = op.insert;
  return typeof image === 'string' ? image : null;
}
