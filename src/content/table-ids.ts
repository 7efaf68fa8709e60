import { linesOf as contentLines, documentOf } from '../formats/blocks/lines.ts';
import { type CellIds, cellIds, cellValue } from '../ot/cell.ts';
import type { Delta } from '../ot/op.ts';
import { plainText } from '../ot/plain-text.ts';
import { editScript } from './edit-script.ts';

/**
 * `document` with the ids of tables, rows and columns that `like` has where both have the same text: so a difference of
 * the two is one of what their readers see. Ids that meet nothing stay.
 */
export function withIdsOf(document: Delta, like: Delta): Delta {
  if (!hasCells(document) || !hasCells(like)) return document;
  const names = namesFrom(document, like);
  return documentOf(
    contentLines(document).map((line) => {
      const ids = cellIds(line.format.cell);
      if (ids === null) return line;
      return { ...line, format: { ...line.format, cell: cellValue(names.of(ids)) } };
    }),
  );
}

function hasCells(document: Delta): boolean {
  return document.some((op) => 'insert' in op && op.attributes?.cell !== undefined);
}

function namesFrom(document: Delta, like: Delta): Names {
  const own = cellsByNewline(document);
  const theirs = cellsByNewline(like);
  const names = new Names();
  let [mine, other] = [0, 0];
  // The last newline is no cell's.
  for (const { kind, length } of editScript(plainText(like).slice(0, -1), plainText(document).slice(0, -1))) {
    if (kind === 'retain')
      for (let i = 0; i < length; i++) {
        const [a, b] = [own.get(mine + i), theirs.get(other + i)];
        if (a !== undefined && b !== undefined) names.meet(a, b);
      }
    if (kind !== 'delete') mine += length;
    if (kind !== 'insert') other += length;
  }
  return names;
}

function cellsByNewline(document: Delta): Map<number, CellIds> {
  const cells = new Map<number, CellIds>();
  let position = 0;
  for (const op of document) {
    if (!('insert' in op)) continue;
    if (typeof op.insert !== 'string') {
      position++;
      continue;
    }
    const ids = cellIds(op.attributes?.cell);
    if (ids !== null)
      for (let at = op.insert.indexOf('\n'); at >= 0; at = op.insert.indexOf('\n', at + 1))
        cells.set(position + at, ids);
    position += op.insert.length;
  }
  return cells;
}

/** The id in one text for each id in the other: one to one, rows and columns within their table. */
class Names {
  readonly #to = new Map<string, string>();
  readonly #taken = new Set<string>();

  meet(from: CellIds, to: CellIds): void {
    this.#meet(`t ${from.table}`, to.table, `t ${to.table}`);
    if (this.#to.get(`t ${from.table}`) !== to.table) return;
    this.#meet(`r ${from.table} ${from.row}`, to.row, `r ${to.table} ${to.row}`);
    this.#meet(`c ${from.table} ${from.column}`, to.column, `c ${to.table} ${to.column}`);
  }

  of({ table, row, column }: CellIds): CellIds {
    return {
      table: this.#to.get(`t ${table}`) ?? table,
      row: this.#to.get(`r ${table} ${row}`) ?? row,
      column: this.#to.get(`c ${table} ${column}`) ?? column,
    };
  }

  #meet(from: string, to: string, key: string): void {
    if (this.#to.has(from) || this.#taken.has(key)) return;
    this.#to.set(from, to);
    this.#taken.add(key);
  }
}
