import Block from 'quill/blots/block.js';
import Container from 'quill/blots/container.js';
import { type CellIds, cellIds } from '../../../src/ot/cell.ts';
import { type Arranged, arrange } from './arrange.ts';

/** A container of a table. Each key asks several times for the length of the text, through all cells. */
abstract class Part extends Container {
  // A plain loop takes a third of the time of Parchment's own, which calls a function for each child.
  override length(): number {
    let length = 0;
    for (let at = this.children.head; at !== null; at = at.next) length += at.length();
    return length;
  }
}

/** A run of lines of one cell: its value is that of the format `cell` of its lines. */
export class CellBlot extends Part {
  static override blotName = 'grid-cell';
  static override className = 'ql-grid-cell';
  static override tagName = 'DIV';

  static override create(value: unknown): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create() as HTMLElement;
    node.dataset.of = String(value);
    return node;
  }

  /** Where it is drawn, so that a key in a table writes to no cell that stays where it is. */
  drawn = '';
  /** Its column; null before it is drawn. */
  column: number | null = null;
  private longest: number | null = null;
  private value: string | null = null;
  private parsed: CellIds | null = null;

  /** The value of the format `cell` of its lines; the element's never changes. */
  get of(): string {
    this.value ??= this.domNode.dataset.of ?? '';
    return this.value;
  }

  /** The ids in that value. */
  get ids(): CellIds {
    this.parsed ??= cellIds(this.of);
    if (this.parsed === null) throw new Error(`Invariant broken: ${this.of} is no cell`);
    return this.parsed;
  }

  /** The letters of the longest word in it. */
  get longestWord(): number {
    this.longest ??= (this.domNode.textContent ?? '')
      .split(/[\s-]+/)
      .reduce((most, { length }) => Math.max(most, length), 0);
    return this.longest;
  }

  // Runs when anything in this cell has changed.
  // biome-ignore lint/suspicious/noExplicitAny: the type of Parchment.
  override optimize(context: any): void {
    this.longest = null;
    super.optimize(context);
    const table: unknown = this.parent?.parent;
    if (table instanceof TableBlot) table.changed.add(this);
  }

  // The table joins its cells.
  override checkMerge(): boolean {
    return false;
  }
}

/** A row of a table. The empty cells that it shows are a part of its element that is no text. */
export class RowBlot extends Part {
  static override blotName = 'grid-row';
  static override className = 'ql-grid-row';
  static override tagName = 'DIV';

  /** How it is drawn, and which empty cells it shows. */
  drawn = '';
  holes = '';

  override checkMerge(): boolean {
    return false;
  }
}

/**
 * A table, drawn as a grid. Its rows and cells are containers around ordinary lines, so that they add no character to
 * the text; which line stands where follows from the formats of the lines alone.
 */
export class TableBlot extends Part {
  static override blotName = 'grid-table';
  static override className = 'ql-grid-table';
  static override tagName = 'DIV';

  static override create(value: unknown): HTMLElement {
    // biome-ignore lint/complexity/noThisInStatic: the element depends on the class that is asked for it.
    const node = super.create() as HTMLElement;
    node.dataset.table = String(value);
    return node;
  }

  /** The cells that have changed since it was arranged. */
  readonly changed = new Set<CellBlot>();
  private arranged: Arranged | null = null;

  /** The id of the table. */
  get table(): string {
    return this.domNode.dataset.table ?? '';
  }

  override checkMerge(): boolean {
    return this.next instanceof TableBlot && this.next.table === this.table;
  }

  // Runs when anything in this table has changed, and in no other: what is in it goes first.
  // biome-ignore lint/suspicious/noExplicitAny: the type of Parchment.
  override optimize(context: any): void {
    super.optimize(context);
    if (this.domNode.parentNode !== null && this.children.length > 0)
      this.arranged = arrange(this, this.arranged, this.changed);
    this.changed.clear();
  }
}

CellBlot.allowedChildren = [Block, Container];
RowBlot.allowedChildren = [CellBlot];
TableBlot.allowedChildren = [RowBlot];

/** The containers of tables; registered, but no format of a document. */
export const TABLE_BLOTS = [TableBlot, RowBlot, CellBlot];
