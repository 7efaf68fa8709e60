import { sameAttributes } from '../../ot/attributes.ts';
import type { Attributes, Embed } from '../../ot/op.ts';
import type { Origin } from '../imported.ts';
import type { Warnings } from '../warnings.ts';
import type { ReadingCost } from './cost.ts';

/** Text or an embed in a paragraph. */
export interface FoundRun {
  readonly kind: 'run';
  readonly insert: string | Embed;
  readonly attributes: Attributes;
  /** The formats before a tracked change of them; null where they were not changed. */
  readonly before: { readonly attributes: Attributes; readonly by: Origin } | null;
  readonly inserted: Origin | null;
  readonly deleted: Origin | null;
}

/** Something in a paragraph, in the order of the file. */
export type FoundItem =
  | FoundRun
  | { readonly kind: 'comment-start' | 'comment-end' | 'comment'; readonly id: string };

/** A paragraph as it was found. `Properties` are what its format says of paragraphs. */
export interface FoundParagraph<Properties> {
  properties: Properties;
  /** The properties before a tracked change of them. */
  before: { properties: Properties; by: Origin; exact: string | undefined } | null;
  /** Who inserted or deleted its end. */
  inserted: Origin | null;
  deleted: Origin | null;
  items: FoundItem[];
  /** The state of a box to tick at its beginning; null where it has none. */
  checked: boolean | null;
  /** JSON of formats that the file's own format does not say. */
  exact: string | undefined;
  /** What stands beside it, such as a text box: it follows the paragraph. */
  asides: FoundParagraph<Properties>[];
}

/** A paragraph of which nothing but its properties is known yet. */
export function newParagraph<Properties>(
  properties: Properties,
  exact: string | undefined,
): FoundParagraph<Properties> {
  return {
    properties,
    before: null,
    inserted: null,
    deleted: null,
    items: [],
    checked: null,
    exact,
    asides: [],
  };
}

/** An embed without formats that nothing was tracked of. */
export function plainRun(insert: Embed): FoundRun {
  return { kind: 'run', insert, attributes: {}, before: null, inserted: null, deleted: null };
}

/** Whether an item is text or an embed. */
export function isRun(item: FoundItem): item is FoundRun {
  return item.kind === 'run';
}

/**
 * Adds a run to those of a paragraph. Programs cut text into runs that differ in nothing: it grows together with the one
 * before, unless it `isApart`.
 */
export function addRun(
  items: FoundItem[],
  run: FoundRun,
  { cost, warnings, isApart = false }: { cost: ReadingCost; warnings: Warnings; isApart?: boolean },
): void {
  const { insert } = run;
  const mended = typeof insert === 'string' && !insert.isWellFormed() ? insert.toWellFormed() : insert;
  if (mended !== insert) warnings.add('mended_characters');
  const last = items.at(-1);
  if (
    !isApart &&
    last?.kind === 'run' &&
    typeof last.insert === 'string' &&
    typeof mended === 'string' &&
    run.before === null &&
    last.before === null &&
    last.inserted === run.inserted &&
    last.deleted === run.deleted &&
    sameAttributes(last.attributes, run.attributes)
  ) {
    items[items.length - 1] = { ...last, insert: last.insert + mended };
    return;
  }
  cost.keep('item');
  items.push({ ...run, insert: mended });
}
