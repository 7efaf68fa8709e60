/** What the value of `cell` says: the table, the row and the column of a line. */
export interface CellIds {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

const CELL = /^([a-z0-9]{1,12})\.([a-z0-9]{1,12})\.([a-z0-9]{1,12})$/;

/** Whether a string is the value of a `cell`. */
export function isCell(value: string): boolean {
  return CELL.test(value);
}

/** The ids in the value of a `cell`; null for anything else. */
export function cellIds(value: unknown): CellIds | null {
  const match = typeof value === 'string' ? CELL.exec(value) : null;
  if (match === null) return null;
  const [, table = '', row = '', column = ''] = match;
  return { table, row, column };
}

/** The value of `cell` for these ids. */
export function cellValue({ table, row, column }: CellIds): string {
  return `${table}.${row}.${column}`;
}
