import { DeltaBuilder } from './delta-builder.ts';
import { EMBEDS, FORMATS, isRemovable, OBJECT_REPLACEMENT } from './formats.ts';
import type { Attributes, Delta, Embed, Op } from './op.ts';

/**
 * `ops` with only the formats and embeds of the table, for the document `docId`: an older log contains others, and
 * writing its text again must not be refused. A value that the table does not accept becomes the nearest one that it
 * does, or is removed; a removed embed leaves U+FFFC. Canonical; lengths never change, so positions stay right.
 * `exact` is false when something was removed or changed. Formats of `isKept` stay as they are.
 */
export function cutDown(
  ops: Delta,
  docId: string | null,
  isKept?: (name: string) => boolean,
): { ops: Delta; exact: boolean } {
  const built = new DeltaBuilder();
  let exact = true;
  for (const op of ops) {
    if ('delete' in op) {
      built.delete(op.delete);
      continue;
    }
    const attributes = cutDownAttributes(op.attributes, 'retain' in op, docId, isKept);
    exact &&= sameFormats(op.attributes, attributes);
    if ('retain' in op) built.retain(op.retain, attributes);
    else {
      const insert = typeof op.insert === 'string' ? op.insert : cutDownEmbed(op.insert, docId);
      exact &&= sameContent(op.insert, insert);
      built.insert(insert, attributes);
    }
  }
  return { ops: built.finish(), exact };
}

/**
 * What a program may write again of an older text: cut down to the table, and with U+FFFD for each half of a
 * surrogate pair, which edits of two people may have left. Lengths never change.
 */
export function writable(ops: Delta, docId: string | null): Delta {
  const { ops: cut } = cutDown(ops, docId);
  return cut.map((op) =>
    'insert' in op && typeof op.insert === 'string' && !op.insert.isWellFormed()
      ? { ...op, insert: op.insert.toWellFormed() }
      : op,
  );
}

/**
 * Those of these attributes that are in the table; undefined for none. With `onRetain`, a `null` stays under every
 * name.
 */
export function cutDownAttributes(
  attributes: Attributes | undefined,
  onRetain: boolean,
  docId: string | null,
  isKept?: (name: string) => boolean,
): Attributes | undefined {
  if (attributes === undefined) return undefined;
  const kept: Attributes = {};
  let count = 0;
  for (const name of Object.keys(attributes)) {
    const given = attributes[name];
    const stays = isKept?.(name) || (given === null && onRetain && isRemovable(name));
    const value = stays ? given : FORMATS.get(name)?.values.fit(given, docId);
    if (value === undefined) continue;
    kept[name] = value;
    count++;
  }
  return count > 0 ? kept : undefined;
}

/** An embed as the table has it; U+FFFC for one that it does not accept. */
export function cutDownEmbed(embed: Embed, docId: string | null): Embed | string {
  const [type, ...others] = Object.keys(embed);
  if (type === undefined || others.length > 0) return OBJECT_REPLACEMENT;
  const value = EMBEDS.get(type)?.fit(embed[type], docId);
  return value === undefined ? OBJECT_REPLACEMENT : { [type]: value as string | true };
}

// `undefined` and, on an insert, `null` mean no format: leaving them out loses nothing.
function sameFormats(given: Attributes = {}, kept: Attributes = {}): boolean {
  return Object.keys(given).every((name) => given[name] == null || given[name] === kept[name]);
}

function sameContent(given: Extract<Op, { insert: unknown }>['insert'], kept: string | Embed): boolean {
  if (typeof given === 'string' || typeof kept === 'string') return given === kept;
  const [type = ''] = Object.keys(given);
  return given[type] === kept[type];
}
