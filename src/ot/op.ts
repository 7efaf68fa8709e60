/** An attribute's value; `null` removes the attribute and occurs only on a retain. */
export type AttributeValue = string | number | boolean | null;

/** Formats of a run of text or an embed. */
export type Attributes = Record<string, AttributeValue>;

/** An embed: exactly one key, its type. */
export type Embed = Record<string, string | true>;

/** One member of a delta. Lengths are UTF-16 code units; an embed counts 1. */
export type Op =
  | { insert: string | Embed; attributes?: Attributes }
  | { retain: number; attributes?: Attributes }
  | { delete: number };

/** A change, or a whole document (inserts only, the last one ending in a newline). */
export type Delta = readonly Op[];

/** A place in the text: a caret (`length` 0) or a selection. */
export interface Range {
  index: number;
  length: number;
}
