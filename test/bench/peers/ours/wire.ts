import type { Delta } from '../../../../src/ot/op.ts';
import { decodeShortFrame, encodeShortOp } from '../../../../src/protocol/short-form.ts';
import type { Change } from '../peer.ts';

/** The part of the log that an `ops` message holds; entries of a catch-up may lack their author. */
export interface Ops {
  from: number;
  to: number;
  ops: readonly { client?: string; seq?: number; delta: Change }[];
}

/** Who reads or writes: its client id, the `seq` of its last operation, and its number in short frames, if it has one. */
export interface Me {
  client: string;
  seq: number;
  number: number | null;
}

/** One form of our messages on the wire (docs/protocol.md): how an operation is written, and `ops` is read. */
export interface Wire {
  /** The subprotocols to offer. */
  offers: readonly string[];
  /** My operation on `version`. */
  writeOp(version: number, me: Me, change: Change): string;
  /** What a message from the server is about. */
  kindOf(payload: Buffer): 'ops' | 'joined' | 'refusal' | 'other';
  /** A whole `ops` message. */
  readOps(payload: Buffer, me: Me): Ops;
  /** Its versions only, at the least cost: all that a reader looks at. */
  readVersions(payload: Buffer): Omit<Ops, 'ops'>;
}

const BRACKET = 0x5b;
// The first letter of a type, behind {"type":"
const TYPE_AT = 9;
const KINDS: Readonly<Record<string, ReturnType<Wire['kindOf']>>> = {
  o: 'ops',
  j: 'joined',
  e: 'refusal',
  r: 'refusal',
};

/** collab.v1 without any addition. */
const PLAIN: Wire = {
  offers: ['collab.v1'],
  writeOp: (version, { seq }, delta) => JSON.stringify({ type: 'op', version, seq, delta }),
  kindOf: (payload) => KINDS[String.fromCharCode(payload[TYPE_AT] ?? 0)] ?? 'other',
  readOps: (payload) => JSON.parse(payload.toString()) as Ops,
  readVersions: (payload) => {
    const [, from, to] =
      /^\{"type":"ops","from":(\d+),"to":(\d+)/.exec(payload.toString('latin1', 0, 64)) ?? [];
    return { from: Number(from), to: Number(to) };
  },
};

/** With the offer short.v1; a server that does not know it gives no number, and gets the long form. */
const SHORT: Wire = {
  offers: ['collab.v1', 'short.v1'],
  writeOp: (version, me, delta) =>
    me.number === null
      ? PLAIN.writeOp(version, me, delta)
      : encodeShortOp({ type: 'op', version, seq: me.seq, delta: delta as Delta }),
  kindOf: (payload) => (payload[0] === BRACKET ? 'ops' : PLAIN.kindOf(payload)),
  readOps: (payload, me) => {
    if (payload[0] !== BRACKET) return PLAIN.readOps(payload, me);
    const frame = decodeShortFrame(JSON.parse(payload.toString()), {
      clientOf: (number) => (number === me.number ? me.client : `number ${number}`),
      seqOf: () => me.seq,
    });
    if (frame === null) throw new Error(`ours: ${payload}`);
    return frame as Ops;
  },
  readVersions: (payload) => {
    if (payload[0] !== BRACKET) return PLAIN.readVersions(payload);
    const [from, ...entries] = JSON.parse(payload.toString()) as [number, ...unknown[]];
    return { from, to: from + entries.length };
  },
};

/** Every form by name. `ours` speaks the newest one, which is the last. */
export const WIRES: Readonly<Record<string, Wire>> = { v1: PLAIN, short: SHORT };

/** The name of the newest form. */
export const NEWEST_WIRE = Object.keys(WIRES).at(-1) ?? 'v1';
