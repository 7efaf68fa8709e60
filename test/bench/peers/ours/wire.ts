import type { Change } from '../peer.ts';

/** The part of the log that an `ops` message holds; entries of a catch-up may lack their author. */
export interface Ops {
  from: number;
  to: number;
  ops: readonly { client?: string; seq?: number; delta: Change }[];
}

/** One form of our messages on the wire (docs/protocol.md): how an operation is written, and `ops` is read. */
export interface Wire {
  /** The subprotocols to offer. */
  offers: readonly string[];
  /** The operation `seq` on `version`. */
  writeOp(version: number, seq: number, change: Change): string;
  /** What a message from the server is about. */
  kindOf(payload: Buffer): 'ops' | 'joined' | 'refusal' | 'other';
  /** A whole `ops` message. */
  readOps(payload: Buffer): Ops;
  /** Its versions only, at the least cost: all that a reader looks at. */
  readVersions(payload: Buffer): Omit<Ops, 'ops'>;
}

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
  writeOp: (version, seq, delta) => JSON.stringify({ type: 'op', version, seq, delta }),
  kindOf: (payload) => KINDS[String.fromCharCode(payload[TYPE_AT] ?? 0)] ?? 'other',
  readOps: (payload) => JSON.parse(payload.toString()) as Ops,
  readVersions: (payload) => {
    const [, from, to] =
      /^\{"type":"ops","from":(\d+),"to":(\d+)/.exec(payload.toString('latin1', 0, 64)) ?? [];
    return { from: Number(from), to: Number(to) };
  },
};

/** Every form by name. `ours` speaks the newest one, which is the last. */
export const WIRES: Readonly<Record<string, Wire>> = { v1: PLAIN };

/** The name of the newest form. */
export const NEWEST_WIRE = Object.keys(WIRES).at(-1) ?? 'v1';
