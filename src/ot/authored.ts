import { composeFold } from './compose.ts';
import { DeltaBuilder } from './delta-builder.ts';
import { opLength } from './lengths.ts';
import type { Attributes, Delta } from './op.ts';
import { type Piece, partsOf, type Written } from './written.ts';

// No format has this name: the table of formats knows none with a blank.
const BY = ' by';

/**
 * Changes by several authors as one, whose inserts name their authors. It can be composed and transformed as any other;
 * `plain` is the change itself, `authored` the list again.
 */
export function signed(changes: readonly Written[]): Delta {
  return composeFold(changes.map(sign));
}

/** A signed change without its authors. */
export function plain(change: Delta): Delta {
  const built = new DeltaBuilder();
  for (const op of change) {
    if ('insert' in op) built.insert(op.insert, unsigned(op.attributes));
    else built.push(op);
  }
  return built.finish();
}

/** A signed change with one entry for each author; what it deletes and formats is `otherwise`'s. */
export function authored(change: Delta, otherwise: string): Written[] {
  const authors = [otherwise];
  const pieces = change.map((op): Piece => {
    if ('delete' in op) return { kind: 'gone', length: 0, by: otherwise, units: op.delete };
    const length = opLength(op);
    if ('retain' in op) {
      const formats = Object.entries(op.attributes ?? {});
      return {
        kind: 'old',
        length,
        formats: new Map(formats.map(([name, value]) => [name, { by: otherwise, value }])),
      };
    }
    const by = (op.attributes?.[BY] as string | undefined) ?? otherwise;
    if (!authors.includes(by)) authors.push(by);
    return { kind: 'new', length, by, content: op.insert, attributes: unsigned(op.attributes) };
  });
  return partsOf(pieces, authors);
}

function sign({ by, delta }: Written): Delta {
  return delta.map((op) => ('insert' in op ? { ...op, attributes: { ...op.attributes, [BY]: by } } : op));
}

/** The attributes of a signed insert without its author. */
export function unsigned(attributes: Attributes | undefined): Attributes | undefined {
  const { [BY]: _, ...rest } = attributes ?? {};
  return Object.keys(rest).length > 0 ? rest : undefined;
}
