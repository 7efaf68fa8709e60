import type { OpMessage } from '../../../src/protocol/messages.ts';

const HEAD = /^\{"type":"op","version":(\d{1,15}),"seq":([1-9]\d{0,14}),/;
const SHORT_HEAD = /^\[(\d{1,15}),([1-9]\d{0,14})[,\]]/;
const HEAD_LENGTH = 80;

/**
 * Reads only the version and seq of an operation from a client that may not write: its delta is not needed, so it is
 * not parsed. It may have the short form if its socket offered that (`short`). Null for a message that does not begin
 * as clients write an operation.
 */
export function opWithoutDelta(data: string, short: boolean): OpMessage | null {
  const head = short && data.startsWith('[') ? SHORT_HEAD : HEAD;
  const [, version, seq] = head.exec(data.slice(0, HEAD_LENGTH)) ?? [];
  return version === undefined ? null : { type: 'op', version: Number(version), seq: Number(seq), delta: [] };
}
