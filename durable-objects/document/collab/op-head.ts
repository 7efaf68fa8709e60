import type { OpMessage } from '../../../src/protocol/messages.ts';

const HEAD = /^\{"type":"op","version":(\d{1,15}),"seq":([1-9]\d{0,14}),/;
const HEAD_LENGTH = 80;

/**
 * An operation of somebody who may not write, read no further than to know which one it is: its delta counts for nothing, so
 * nobody parses it. Null for what does not begin as an operation does in the order that clients write it in.
 */
export function opWithoutDelta(data: string): OpMessage | null {
  const [, version, seq] = HEAD.exec(data.slice(0, HEAD_LENGTH)) ?? [];
  return version === undefined ? null : { type: 'op', version: Number(version), seq: Number(seq), delta: [] };
}
