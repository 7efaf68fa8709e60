import { DeltaBuilder } from '../../../src/ot/delta-builder.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import type { Attributes, AttributeValue, Delta, Embed, Op } from '../../../src/ot/op.ts';

interface Unit {
  insert: string | Embed;
  attributes: Attributes | undefined;
  marks: { deleted: string[]; formatted: string[] };
}

/**
 * The text with suggestions over it, in their order, made from scratch and unit by unit: the oracle that the client's view
 * is compared with. It shares nothing with the product but the shape of a delta.
 */
export function viewOf(text: Delta, layers: readonly { id: string; delta: Delta }[]): Delta {
  const units = text.flatMap(unitsOf);
  const gaps: Op[][] = Array.from({ length: units.length + 1 }, () => []);
  for (const { id, delta } of layers) {
    let at = 0;
    for (const op of delta) {
      if ('insert' in op) {
        gaps[at]?.push({ insert: op.insert, attributes: { ...op.attributes, 'suggest-insert': id } });
        continue;
      }
      const length = 'delete' in op ? op.delete : op.retain;
      for (const unit of units.slice(at, at + length)) {
        if ('delete' in op) unit.marks.deleted.push(id);
        else if (op.attributes !== undefined) unit.marks.formatted.push(id);
      }
      at += length;
    }
  }
  const view = new DeltaBuilder();
  gaps.forEach((inserts, i) => {
    for (const op of inserts) view.push(op);
    const unit = units[i];
    if (unit !== undefined) view.insert(unit.insert, attributesOf(unit));
  });
  return view.finish();
}

function unitsOf(op: Op): Unit[] {
  if (!('insert' in op)) throw new Error('a text holds only inserts');
  const contents: (string | Embed)[] = typeof op.insert === 'string' ? op.insert.split('') : [op.insert];
  return contents.map((insert) => ({
    insert,
    attributes: op.attributes,
    marks: { deleted: [], formatted: [] },
  }));
}

function attributesOf({ attributes, marks }: Unit): Attributes | undefined {
  if (marks.deleted.length === 0 && marks.formatted.length === 0) return attributes;
  const all: Attributes = { ...attributes };
  if (marks.deleted.length > 0) all['suggest-delete'] = marks.deleted.join(' ');
  if (marks.formatted.length > 0) all['suggest-format'] = marks.formatted.join(' ');
  return all;
}

/** The id of the suggestion that proposes the letter at a place of a view; undefined for text. */
export function markAt(view: Delta, place: number): AttributeValue | undefined {
  let position = 0;
  for (const op of view) {
    position += opLength(op);
    if (place < position) return 'insert' in op && place >= 0 ? op.attributes?.['suggest-insert'] : undefined;
  }
  return undefined;
}
