import { normalise } from '../../../../src/ot/canonical.ts';
import { DeltaBuilder } from '../../../../src/ot/delta-builder.ts';
import { linesOf } from '../../../../src/ot/lines.ts';
import type { Attributes, Delta, Op } from '../../../../src/ot/op.ts';
import type { Random } from '../../../support/random.ts';

/** Ids that nothing else makes: `n1`, `n2` and so on. */
export function numbered(prefix = 'n'): () => string {
  let made = 0;
  return () => `${prefix}${++made}`;
}

/** A random document whose lines are cells of few tables, rows and columns in any order; the last one is plain. */
export function randomTables(random: Random, lines: number): Op[] {
  const built = new DeltaBuilder();
  let [table, row] = ['a', '1'];
  for (let line = 0; line < lines; line++) {
    if (random.chance(0.1)) table = random.pick(['a', 'b']);
    if (random.chance(0.3)) row = random.pick(['1', '2', '3', '4']);
    const formats: Attributes = {};
    if (random.chance(0.9)) formats.cell = `${table}.${row}.${random.pick(['w', 'x', 'y', 'z'])}`;
    if (random.chance(0.2)) formats['cell-head'] = true;
    if (random.chance(0.2)) formats['cell-width'] = random.between(50, 60);
    if (random.chance(0.2)) formats.list = random.pick(['bullet', 'checked']);
    built.insert(`word${line}`, random.chance(0.2) ? { bold: true } : undefined);
    built.insert('\n', Object.keys(formats).length > 0 ? formats : undefined);
  }
  built.insert('\n', undefined);
  return built.ops;
}

/** A random change of a document of `randomTables`, which keeps its last line: letters, lines, formats of lines. */
export function randomChange(random: Random, document: Delta): Op[] {
  const built = new DeltaBuilder();
  const lines = [...linesOf(document)].slice(0, -1);
  let position = 0;
  for (const { start, end } of lines) {
    if (!random.chance(0.2)) continue;
    const cell = `${random.pick(['a', 'b'])}.${random.pick(['1', '2', '3', '4'])}.${random.pick(['w', 'x', 'y', 'z'])}`;
    if (random.chance(0.3)) {
      if (start > position) built.retain(start - position, undefined);
      position = start;
      const formats: Attributes = random.chance(0.8) ? { cell } : {};
      built.insert('new', undefined);
      built.insert('\n', random.chance(0.2) ? { ...formats, list: 'bullet' } : formats);
    } else if (random.chance(0.4)) {
      const from = random.between(start, end);
      if (from > position) built.retain(from - position, undefined);
      built.delete(end + 1 - from);
      position = end + 1;
    } else {
      built.retain(end - position, undefined);
      built.retain(1, { cell: random.chance(0.8) ? cell : null, 'cell-head': random.chance(0.3) || null });
      position = end + 1;
    }
  }
  return normalise(built.finish());
}
