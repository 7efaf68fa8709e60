import type { Attributes, Embed } from '../../ot/op.ts';
import type { Origin } from '../imported.ts';
import type { ParagraphProperties, RunProperties } from './properties.ts';

/** Something in a paragraph, in the order of the file. */
export type FoundItem =
  | {
      readonly kind: 'run';
      readonly insert: string | Embed;
      readonly attributes: Attributes;
      /** The formats before a tracked change of them; null where they were not changed. */
      readonly before: { readonly attributes: Attributes; readonly by: Origin } | null;
      readonly inserted: Origin | null;
      readonly deleted: Origin | null;
    }
  | { readonly kind: 'comment-start' | 'comment-end' | 'comment'; readonly id: string };

/** A paragraph as it was found. */
export interface FoundParagraph {
  properties: ParagraphProperties;
  /** The properties before a tracked change of them. */
  before: { properties: ParagraphProperties; by: Origin; exact: string | undefined } | null;
  /** Who inserted or deleted its end. */
  inserted: Origin | null;
  deleted: Origin | null;
  items: FoundItem[];
  /** The state of a box to tick at its beginning; null where it has none. */
  checked: boolean | null;
  /** JSON of formats that Word does not say. */
  exact: string | undefined;
  /** What stands beside it, such as a text box: it follows the paragraph. */
  asides: FoundParagraph[];
}

/** A paragraph of which nothing is known yet. */
export function newParagraph(exact: string | undefined): FoundParagraph {
  return {
    properties: {},
    before: null,
    inserted: null,
    deleted: null,
    items: [],
    checked: null,
    exact,
    asides: [],
  };
}

/** A run while it is read. */
export interface OpenRun {
  properties: RunProperties;
  before: { properties: RunProperties; by: Origin; exact: string | undefined } | null;
  exact: string | undefined;
}
