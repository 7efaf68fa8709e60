import { DeltaBuilder } from '../../../../src/ot/delta-builder.ts';
import type { Attributes, Op } from '../../../../src/ot/op.ts';
import type { Random } from '../../../support/random.ts';

/** Ids that nobody else makes: `n1`, `n2` and so on. */
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
