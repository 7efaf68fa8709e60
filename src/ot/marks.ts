import type { Attributes, AttributeValue, Delta, Op } from './op.ts';

/** The mark of an inserted run; its value is the id of the suggestion. */
export const INSERTED = 'suggest-insert';
/** The mark of text that suggestions delete; their ids, parted by spaces. */
export const DELETED = 'suggest-delete';
/** The mark of text whose format suggestions change; their ids, parted by spaces. */
export const FORMATTED = 'suggest-format';

/**
 * The mark of letters while two views are aligned: of what an edit inserts, or of what was accepted. None of them is
 * taken for an equal letter without it.
 */
export const TYPED = 'suggest-typed';

/** Whether an attribute is a mark. Marks are shown only: no operation and no document holds one. */
export function isMark(name: string): boolean {
  return name.startsWith('suggest-');
}

/** Whether the value of a mark names this suggestion. */
export function namesId(mark: AttributeValue | undefined, id: string): boolean {
  return typeof mark === 'string' && mark.split(' ').includes(id);
}

/** The value of a mark that names the ids of both. */
export function joinIds(a: AttributeValue | undefined, b: AttributeValue | undefined): AttributeValue {
  return typeof a === 'string' && typeof b === 'string' ? `${a} ${b}` : (a ?? b ?? null);
}

/** These attributes without marks; undefined for none. */
export function withoutMarks(attributes: Attributes | undefined): Attributes | undefined {
  if (attributes === undefined || !Object.keys(attributes).some(isMark)) return attributes;
  const plain = Object.entries(attributes).filter(([name]) => !isMark(name));
  return plain.length > 0 ? Object.fromEntries(plain) : undefined;
}

/** The same change without marks; `delta` itself when it has none. Lengths stay. Not canonical. */
export function stripMarks(delta: Delta): Delta {
  if (!delta.some(hasMarks)) return delta;
  return delta.map((op) => {
    if (!hasMarks(op) || 'delete' in op) return op;
    const { attributes, ...bare } = op;
    const plain = withoutMarks(attributes);
    return (plain === undefined ? bare : { ...bare, attributes: plain }) as Op;
  });
}

function hasMarks(op: Op): boolean {
  return !('delete' in op) && op.attributes !== undefined && Object.keys(op.attributes).some(isMark);
}
