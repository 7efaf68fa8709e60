import { DeltaBuilder } from '../../src/ot/delta-builder.ts';
import type { Attributes, Embed, Ops } from '../../src/ot/op.ts';
import { parseAttributes, parseEmbed } from '../../src/ot/parse-attributes.ts';

/** Stands where an embed that the protocol does not know was inserted: it keeps every later position right. */
export const OBJECT_REPLACEMENT = '\ufffc';

/** Uploads are addressed by their document; an editor only inserts links, so none is allowed here. */
const RULES = { docId: null };

/**
 * `change` in canonical form with only such attributes and embeds as the protocol allows. `exact` is false when
 * something had to go. Lengths never change, so positions on top of `change` stay right.
 */
export function cleanOps(change: Ops): { ops: Ops; exact: boolean } {
  const built = new DeltaBuilder();
  let exact = true;
  for (const op of change) {
    if ('delete' in op) {
      built.delete(op.delete);
      continue;
    }
    const onRetain = 'retain' in op;
    const cleaned = cleanAttributes(op.attributes, onRetain);
    exact &&= cleaned.exact;
    if ('retain' in op) built.retain(op.retain, cleaned.attributes);
    else if (typeof op.insert === 'string' || allowed(() => parseEmbed(op.insert, '', RULES))) {
      built.insert(op.insert as string | Embed, cleaned.attributes);
    } else {
      built.insert(OBJECT_REPLACEMENT, cleaned.attributes);
      exact = false;
    }
  }
  return { ops: built.finish(), exact };
}

function cleanAttributes(
  attributes: Attributes | undefined,
  onRetain: boolean,
): { attributes: Attributes | undefined; exact: boolean } {
  if (attributes === undefined) return { attributes, exact: true };
  if (Object.keys(attributes).length > 0 && allowed(() => parseAttributes(attributes, '', onRetain, RULES))) {
    return { attributes, exact: true };
  }
  const kept: Attributes = {};
  let exact = true;
  for (const [name, value] of Object.entries(attributes)) {
    if (allowed(() => parseAttributes({ [name]: value }, '', onRetain, RULES))) kept[name] = value;
    // `undefined` and, on an insert, `null` mean no format at all: leaving them out loses nothing.
    else if (value !== undefined && value !== null) exact = false;
  }
  return { attributes: Object.keys(kept).length > 0 ? kept : undefined, exact };
}

/** Whether a check of src/ot, which throws a refusal, lets something pass. */
function allowed(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
