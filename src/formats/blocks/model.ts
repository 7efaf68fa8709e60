import type { Column } from '../../ot/tables/layout.ts';
import type { Line } from './lines.ts';

/** The kinds of a list's items, as the format `list` has them. */
export type ItemKind = 'bullet' | 'ordered' | 'checked' | 'unchecked';

/** The kinds of a callout. */
export const CALLOUTS = ['note', 'tip', 'warning'] as const;

/** The callout that GitHub's kind of alert is; null for none. */
export function calloutNamed(name: string): string | null {
  const kind = name.toLowerCase();
  if (kind === 'important') return 'note';
  if (kind === 'caution') return 'warning';
  return (CALLOUTS as readonly string[]).includes(kind) ? kind : null;
}

/** An item of a list, with what belongs to it: further paragraphs, and lists of deeper items. */
export interface Item {
  readonly kind: ItemKind;
  readonly line: Line;
  readonly children: readonly Block[];
}

/** A cell of a table: the blocks in it, of which there is at least one. `column` is an index. */
export interface Cell {
  readonly column: number;
  readonly isHead: boolean;
  readonly blocks: readonly Block[];
}

/** A row of a table; its cells in the order of the text, which need not be that of the columns. */
export interface Row {
  readonly id: string;
  readonly cells: readonly Cell[];
}

/** A table: the columns in the order in which they are drawn. A row need not have a cell in each. */
export interface Table {
  readonly kind: 'table';
  readonly id: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/**
 * A block of a document. Each line keeps all its formats, also those that its block says: so the lines of the blocks in
 * order are the document again (`linesIn`), for every combination of formats.
 */
export type Block =
  | { readonly kind: 'paragraph'; readonly line: Line }
  /** A paragraph that is only a horizontal rule, or only the end of a page. */
  | { readonly kind: 'divider' | 'page-break'; readonly line: Line }
  | { readonly kind: 'heading'; readonly level: number; readonly line: Line }
  | { readonly kind: 'quote'; readonly lines: readonly Line[] }
  /** `language` is null when none is named. */
  | { readonly kind: 'code'; readonly language: string | null; readonly lines: readonly Line[] }
  | { readonly kind: 'callout'; readonly callout: string; readonly blocks: readonly Block[] }
  /** Items of one depth, all numbered or all not. `indent` is that depth in the document. */
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly indent: number;
      readonly items: readonly Item[];
    }
  | Table;

/** The cells of a row of a table, one for each column; undefined where the row has none. */
export function inColumns({ columns }: Table, cells: readonly Cell[]): (Cell | undefined)[] {
  const placed: (Cell | undefined)[] = columns.map(() => undefined);
  for (const cell of cells) placed[cell.column] ??= cell;
  return placed;
}

/** The lines of blocks, in order. */
export function* linesIn(blocks: Iterable<Block>): Generator<Line> {
  for (const block of blocks) {
    switch (block.kind) {
      case 'quote':
      case 'code':
        yield* block.lines;
        break;
      case 'callout':
        yield* linesIn(block.blocks);
        break;
      case 'list':
        for (const { line, children } of block.items) {
          yield line;
          yield* linesIn(children);
        }
        break;
      case 'table':
        for (const { cells } of block.rows) for (const cell of cells) yield* linesIn(cell.blocks);
        break;
      default:
        yield block.line;
    }
  }
}
