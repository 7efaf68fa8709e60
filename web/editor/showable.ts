import type { Op, Ops } from '../../src/ot/op.ts';

/**
 * Quill turns `\r\n` into `\n`, and with it every later position wrong. A carriage return, which only the API can put
 * into a document, is shown as a space.
 */
export function showable(ops: Ops): Ops {
  const returns = (op: Op): boolean =>
    'insert' in op && typeof op.insert === 'string' && op.insert.includes('\r');
  if (!ops.some(returns)) return ops;
  return ops.map((op) =>
    'insert' in op && typeof op.insert === 'string' ? { ...op, insert: op.insert.replaceAll('\r', ' ') } : op,
  );
}
