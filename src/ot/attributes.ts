import type { Attributes, AttributeValue } from './op.ts';

/** Attributes as an op carries them: undefined when there are none. */
export type MaybeAttributes = Attributes | undefined;

/** Whether both name the same formats with the same values, in any order. */
export function sameAttributes(a: MaybeAttributes, b: MaybeAttributes): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  let keys = 0;
  for (const key in a) {
    if (a[key] !== b[key]) return false;
    keys++;
  }
  for (const _ in b) keys--;
  return keys === 0;
}

/** `b` laid over `a`. A `null` (remove) is kept on a retain, and takes effect on an insert. */
export function composeAttributes(
  a: MaybeAttributes,
  b: MaybeAttributes,
  keepNull: boolean,
): MaybeAttributes {
  if (a === undefined && (b === undefined || keepNull)) return b;
  const composed: Attributes = {};
  let size = 0;
  for (const key in b) {
    const value = b[key] as AttributeValue;
    if (value === null && !keepNull) continue;
    composed[key] = value;
    size++;
  }
  for (const key in a) {
    if (b !== undefined && b[key] !== undefined) continue;
    composed[key] = a[key] as AttributeValue;
    size++;
  }
  return size > 0 ? composed : undefined;
}

/** What remains of `b` after `a`, where `a` came first: `a` keeps the names that it has set. */
export function transformAttributes(a: MaybeAttributes, b: MaybeAttributes): MaybeAttributes {
  if (a === undefined || b === undefined) return b;
  const left: Attributes = {};
  let size = 0;
  for (const key in b) {
    if (a[key] !== undefined) continue;
    left[key] = b[key] as AttributeValue;
    size++;
  }
  return size > 0 ? left : undefined;
}

/** The attributes that undo `attributes` on `base`. */
export function invertAttributes(attributes: Attributes, base: Attributes = {}): MaybeAttributes {
  const inverse: Attributes = {};
  let size = 0;
  for (const key in attributes) {
    const before = base[key];
    if (attributes[key] === before) continue;
    inverse[key] = before === undefined ? null : before;
    size++;
  }
  return size > 0 ? inverse : undefined;
}
