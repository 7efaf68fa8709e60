import { blocksOf } from '../../src/formats/blocks/blocks.ts';
import { documentOf } from '../../src/formats/blocks/lines.ts';
import { linesIn } from '../../src/formats/blocks/model.ts';
import type { Delta } from '../../src/ot/op.ts';

/** Ids of tables, rows and columns in the order in which they are asked for. */
export function countedIds(): () => string {
  let count = 0;
  return () => `n${count++}`;
}

/** The document with the ids of its tables, rows and columns named by their order: equal for tables that look the same. */
export function withPlainIds(document: Delta): Delta {
  let tables = 0;
  const named = blocksOf(document).flatMap((block) => {
    if (block.kind !== 'table') return [...linesIn([block])];
    const columns: number[] = [];
    const table = tables++;
    return block.rows.flatMap(({ cells }, row) =>
      cells.flatMap(({ column, blocks }) => {
        if (!columns.includes(column)) columns.push(column);
        const cell = `t${table}.r${row}.c${columns.indexOf(column)}`;
        return [...linesIn(blocks)].map((line) => ({ ...line, format: { ...line.format, cell } }));
      }),
    );
  });
  return documentOf(named);
}
