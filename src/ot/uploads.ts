import { uploadAddress, uploadAt } from './addresses.ts';
import type { Delta, Op } from './op.ts';

const ADDRESSES = /\/v1\/docs\/[A-Za-z0-9_-]+\/uploads\/[0-9a-f]{64}/g;

/** The hashes of the uploads of the document `docId` that a text or a change inserts as images. */
export function uploadsIn(ops: Delta, docId: string): Set<string> {
  const hashes = new Set<string>();
  for (const op of ops) {
    const upload = imageOf(op);
    if (upload?.docId === docId) hashes.add(upload.hash);
  }
  return hashes;
}

/** The hashes of the uploads of `docId` whose addresses stand anywhere in a text, such as the JSON of a change. */
export function uploadsNamedIn(text: string, docId: string): Set<string> {
  const hashes = new Set<string>();
  for (const [address] of text.matchAll(ADDRESSES)) {
    const upload = uploadAt(address);
    if (upload?.docId === docId) hashes.add(upload.hash);
  }
  return hashes;
}

/** `ops` with the uploads of the document `from` as those of `to`: the same bytes have the same hash in both. */
export function readdress(ops: Delta, from: string, to: string): Delta {
  return ops.map((op) => {
    const upload = imageOf(op);
    if (upload?.docId !== from || !('insert' in op)) return op;
    return { ...op, insert: { image: uploadAddress({ docId: to, hash: upload.hash }) } };
  });
}

function imageOf(op: Op) {
  if (!('insert' in op) || typeof op.insert === 'string') return null;
  const { image } = op.insert;
  return typeof image === 'string' ? uploadAt(image) : null;
}
