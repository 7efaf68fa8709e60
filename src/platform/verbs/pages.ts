import { Problem } from '../problem/problem.ts';

/** Where a page ended: the sort key of its last item, and its id to break ties. */
export type Position = readonly [key: string | number, id: string];

/** The part of a list that a client asks for: up to `limit` items, after those of `cursor`. */
export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** A position as an opaque cursor. `order` names the list's order, so that a cursor cannot be used in another. */
export function encodeCursor(order: string, position: Position): string {
  return Buffer.from(JSON.stringify([order, ...position])).toString('base64url');
}

/** The position that a cursor of this `order` names; null for the first page; throws 422 for anything else. */
export function decodeCursor<K extends 'string' | 'number'>(
  order: string,
  keyType: K,
  cursor: string | undefined,
): [key: K extends 'string' ? string : number, id: string] | null {
  if (cursor === undefined) return null;
  const value = parse(cursor);
  if (Array.isArray(value) && value.length === 3) {
    const [itsOrder, key, id] = value as unknown[];
    if (itsOrder === order && typeof key === keyType && typeof id === 'string') {
      return [key as K extends 'string' ? string : number, id];
    }
  }
  throw new Problem(422, 'invalid_cursor', 'The cursor does not belong to this list.');
}

/** A page from `limit + 1` rows; the last row only shows that there are more. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  order: string,
  { position, item }: { position(row: Row): Position; item(row: Row): Item },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last ? encodeCursor(order, position(last)) : null;
  return { items: shown.map(item), nextCursor };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}
