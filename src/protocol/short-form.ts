import type { Attributes, Delta, Embed, Op } from '../ot/op.ts';
import { isPlainObject } from '../ot/refusal.ts';
import type { Cursor, Entry, OpMessage, OpsMessage } from './messages.ts';

// The offer `short.v1` (docs/protocol.md, The short form): an operation and a frame of operations as arrays.

type Length = number;
type Bare = Length | string | Embed;
/** A member of a delta: what it inserts, how far it retains, or minus how much it deletes; with attributes in a pair. */
type ShortOp = Bare | [Bare, Attributes];
type ShortSelection = [] | [index: number] | [index: number, length: number];

/** An operation as its author sends it: `[version, seq, selection?, …members]`. */
export function encodeShortOp({ version, seq, delta, cursor }: OpMessage): string {
  return JSON.stringify([version, seq, ...members(delta, cursor)]);
}

/** An operation in the short form; null for anything else. Its members stay unchecked, for `parseDelta`. */
export function decodeShortOp(value: readonly unknown[]): OpMessage | null {
  const [version, seq] = value;
  if (!isCount(version) || !isCount(seq) || seq === 0) return null;
  return { type: 'op', version, seq, ...content(value, 2) };
}

/**
 * A frame after version `from`: `[from, …entries]`, where an entry is `[number, selection?, …members]`. `numbers` are
 * those of the entries' clients; an entry with null keeps the long form.
 */
export function encodeShortFrame(
  from: number,
  entries: readonly Entry[],
  numbers: readonly (number | null)[],
): string {
  return JSON.stringify([
    from,
    ...entries.map((entry, i) => {
      const number = numbers[i] ?? null;
      return number === null ? entry : [number, ...members(entry.delta, entry.cursor)];
    }),
  ]);
}

/** Who the numbers of a frame stand for, as one client knows it. */
export interface NumberedClients {
  /** The client id behind a number; any other string for one that is not known by name. */
  clientOf(number: number): string;
  /** The `seq` of an entry by this number: that of the operation in flight for the own one, otherwise any. */
  seqOf(number: number): number;
}

/** A frame in the short form; null for anything else. */
export function decodeShortFrame(value: readonly unknown[], clients: NumberedClients): OpsMessage | null {
  const [from, ...entries] = value;
  if (!isCount(from) || entries.length === 0) return null;
  const ops: Entry[] = [];
  for (const entry of entries) {
    if (!Array.isArray(entry)) {
      if (!isEntry(entry)) return null;
      ops.push(entry);
      continue;
    }
    const [number] = entry;
    if (!isCount(number)) return null;
    const { delta, ...rest } = content(entry, 1);
    ops.push({
      client: clients.clientOf(number),
      seq: clients.seqOf(number),
      delta: delta as Delta,
      ...rest,
    });
  }
  return { type: 'ops', from, to: from + ops.length, ops };
}

function members(delta: Delta, cursor: Cursor | undefined): (ShortSelection | ShortOp)[] {
  const ops: (ShortSelection | ShortOp)[] = delta.map(shortOp);
  if (cursor !== undefined) ops.unshift(shortSelection(cursor));
  return ops;
}

// The members after the first `skip`; the first of them may be the selection.
function content(value: readonly unknown[], skip: number): { delta: readonly Op[]; cursor?: Cursor } {
  const cursor = selectionOf(value[skip]);
  const delta = value.slice(cursor === undefined ? skip : skip + 1).map(longOp) as readonly Op[];
  return cursor === undefined ? { delta } : { delta, cursor };
}

function shortSelection(cursor: Cursor): ShortSelection {
  if (cursor === null) return [];
  return cursor.length === 0 ? [cursor.index] : [cursor.index, cursor.length];
}

// A pair of a member and its attributes has an object in the second place, and a selection a number.
function selectionOf(value: unknown): Cursor | undefined {
  if (!Array.isArray(value) || value.length > 2 || !value.every(isCount)) return undefined;
  const [index, length = 0] = value as number[];
  return index === undefined ? null : { index, length };
}

function shortOp(op: Op): ShortOp {
  if ('delete' in op) return -op.delete;
  const bare = 'insert' in op ? op.insert : op.retain;
  return op.attributes === undefined ? bare : [bare, op.attributes];
}

// Total: what is no member in the short form is returned as it is, or as an op that `parseDelta` refuses.
function longOp(value: unknown): unknown {
  if (Array.isArray(value)) {
    const [bare, attributes] = value;
    const op = value.length === 2 && !Array.isArray(bare) ? longOp(bare) : null;
    return isPlainObject(op) ? { ...op, attributes } : value;
  }
  if (typeof value === 'number') return value < 0 ? { delete: -value } : { retain: value };
  return typeof value === 'string' || isPlainObject(value) ? { insert: value } : value;
}

function isEntry(value: unknown): value is Entry {
  return (
    isPlainObject(value) &&
    typeof value.client === 'string' &&
    isCount(value.seq) &&
    Array.isArray(value.delta)
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
