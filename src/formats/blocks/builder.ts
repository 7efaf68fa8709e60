import { sameAttributes } from '../../ot/attributes.ts';
import { cellValue } from '../../ot/cell.ts';
import type { Attributes, Delta, Embed } from '../../ot/op.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { joined } from '../joined.ts';
import { Unreadable } from '../unreadable.ts';
import type { Warnings } from '../warnings.ts';
import { documentOf, type Line, type Run } from './lines.ts';
import type { ItemKind } from './model.ts';

interface ItemFrame {
  type: 'item';
  kind: ItemKind;
  /** From 0. */
  level: number;
  /** Whether its first line is written. */
  begun: boolean;
}

interface CellFrame {
  type: 'cell';
  format: Attributes;
  /** The lines that were there when it began. */
  from: number;
}

type Frame =
  | { type: 'list' }
  | ItemFrame
  | { type: 'quote' }
  | { type: 'callout'; callout: string }
  | CellFrame
  | { type: 'table'; id: string; row: string; columns: Map<number, string> };

/** Blocks of which two neighbours are two. */
type Separate = 'code-block' | 'blockquote' | 'callout';

const DEEPEST = 8;

/**
 * Builds a document from what a reader finds, from the top: nested containers, text, and ends of lines. Knows how
 * formats of lines give way to one another: the inner one stays. Throws `Unreadable` for more than a document may hold.
 */
export class DocumentBuilder {
  readonly #warnings: Warnings;
  readonly #newId: () => string;
  readonly #lines: Line[] = [];
  readonly #frames: Frame[] = [];
  #runs: Run[] = [];
  #weight = 0;
  // What begins with the line, and must not grow together with an equal block right before it.
  #begins = new Set<Separate>();

  /** `newId` makes ids for tables, rows and columns, each of them new. */
  constructor(warnings: Warnings, newId: () => string) {
    this.#warnings = warnings;
    this.#newId = newId;
  }

  /** Whether the line has begun. */
  get inLine(): boolean {
    return this.#runs.length > 0;
  }

  /** The lines that are ended. */
  get lineCount(): number {
    return this.#lines.length;
  }

  /** Whether the innermost item has no line yet. */
  get atItem(): boolean {
    return this.#innermost('item')?.begun === false;
  }

  /** Adds text to the line; a newline in it becomes a space. */
  text(text: string, attributes: Attributes | undefined): void {
    if (text === '') return;
    let insert = text.includes('\n') ? text.replaceAll('\n', ' ') : text;
    if (!insert.isWellFormed()) {
      this.#warnings.add('mended_characters');
      insert = insert.toWellFormed();
    }
    const last = this.#runs.at(-1);
    // Readers bring single words: each as a run of its own would take ten times as much.
    const isMore = typeof last?.insert === 'string' && sameAttributes(last.attributes, attributes);
    this.#count(insert.length, isMore ? undefined : attributes);
    if (isMore) this.#runs.splice(-1, 1, { insert: last.insert + insert, attributes });
    else this.#runs.push({ insert, attributes });
  }

  /** Adds an embed to the line. */
  embed(embed: Embed, attributes: Attributes | undefined): void {
    const [value] = Object.values(embed);
    this.#count(typeof value === 'string' ? value.length : 1, attributes);
    this.#runs.push({ insert: embed, attributes });
  }

  /** Takes the line's content back, for a reader that decides late what it is. */
  takeRuns(): Run[] {
    const runs = this.#runs;
    this.#runs = [];
    for (const { insert } of runs) if (typeof insert === 'string') joined(insert);
    return runs;
  }

  /** Ends the line; `own` are the formats that it has by itself, such as a heading's level. Null takes one away. */
  endLine(own: Attributes = {}): void {
    const runs = this.takeRuns();
    const begins = this.#begins;
    this.#begins = new Set();
    const format = this.#formatOf(own);
    const last = this.#lines.at(-1);
    if (last !== undefined && growTogether(last.format, format, begins)) {
      const { cell, 'cell-head': head, indent } = format;
      this.#push({ runs: [], format: defined({ cell, 'cell-head': head, indent }) });
    }
    this.#push({ runs, format });
  }

  /** Begins a block of its own: a neighbour of the same kind stays apart from it, by an empty line. */
  begin(kind: Separate): void {
    this.#begins.add(kind);
  }

  /** Begins a list; an item in which it is the first has an empty line. */
  enterList(): void {
    this.#beginItem();
    this.#frames.push({ type: 'list' });
  }

  /** Begins an item of the list. */
  enterItem(kind: ItemKind): void {
    let level = -1;
    for (const frame of this.#inner()) if (frame.type === 'list') level++;
    if (level > DEEPEST) this.#warnings.add('list_levels');
    this.#frames.push({ type: 'item', kind, level: Math.min(Math.max(level, 0), DEEPEST), begun: false });
  }

  /** Begins a quote; one that is joined grows together with a quote right before it. */
  enterQuote(isJoined = false): void {
    if (!isJoined && !this.#inner().some(({ type }) => type === 'quote')) this.begin('blockquote');
    this.#frames.push({ type: 'quote' });
  }

  /** Begins a callout; one that is joined grows together with an equal one right before it. */
  enterCallout(callout: string, isJoined = false): void {
    if (!isJoined) this.begin('callout');
    this.#frames.push({ type: 'callout', callout });
  }

  /** Ends the innermost container. An item without a line gets an empty one. */
  leave(): void {
    const frame = this.#frames.at(-1);
    if (frame?.type === 'item' && !frame.begun) this.endLine();
    if (frame?.type === 'cell' && frame.from === this.#lines.length) this.endLine();
    this.#frames.pop();
  }

  /** Begins a table; what contains it gives way, except for a table, of which there may be no other around. */
  enterTable(): void {
    if (this.#inner().length > 0) this.#warnings.add('nested_block');
    this.#beginItem();
    this.#frames.push({ type: 'table', id: this.#newId(), row: '', columns: new Map() });
  }

  /** Begins a row of the table. */
  enterRow(): void {
    this.#table().row = this.#newId();
  }

  /** Begins the cell of a column, counted from 0. */
  enterCell(column: number, own: Attributes): void {
    const { id, row, columns } = this.#table();
    // Only for columns that have a cell: a page may name the millionth.
    const name = columns.get(column) ?? this.#newId();
    columns.set(column, name);
    const place = { table: id, row, column: name };
    this.#frames.push({
      type: 'cell',
      format: { cell: cellValue(place), ...own },
      from: this.#lines.length,
    });
  }

  /** The document so far. Its last line is never a cell. */
  finish(): Delta {
    while (this.#frames.length > 0) this.leave();
    if (this.inLine || this.#lines.at(-1)?.format.cell !== undefined) this.endLine();
    return documentOf(this.#lines);
  }

  #push(line: Line): void {
    this.#grow(line.format.cell === undefined ? 16 : 80);
    this.#lines.push(line);
  }

  #count(units: number, attributes: Attributes | undefined): void {
    let weight = units;
    if (attributes !== undefined)
      for (const value of Object.values(attributes)) weight += String(value).length;
    this.#grow(weight);
  }

  // Bounds the size of the document's JSON from below, so that a short text cannot become gigabytes.
  #grow(weight: number): void {
    this.#weight += weight;
    if (this.#weight > LIMITS.documentBytes)
      throw new Unreadable('too_large', `The document would be over ${LIMITS.documentBytes} bytes.`);
  }

  #table() {
    const table = this.#frames.findLast((frame) => frame.type === 'table');
    if (table === undefined) throw new Error('Invariant broken: a row outside a table');
    return table;
  }

  // The frames that count for a line: those inside its cell.
  #inner(): Frame[] {
    return this.#frames.slice(this.#frames.findLastIndex(({ type }) => type === 'cell') + 1);
  }

  #innermost(type: 'item'): ItemFrame | null {
    const frame = this.#inner().findLast((one) => one.type === type);
    return frame?.type === 'item' ? frame : null;
  }

  // An item whose first block is none of its text keeps an empty line of its own, as if what is in it were not there.
  #beginItem(): void {
    const item = this.#innermost('item');
    if (item === null || item.begun) return;
    const inside = this.#frames.splice(this.#frames.indexOf(item) + 1);
    this.#push({ runs: [], format: this.#formatOf({}) });
    this.#frames.push(...inside);
  }

  #formatOf(own: Attributes): Attributes {
    const inner = this.#inner();
    const cell = this.#frames.findLast((frame) => frame.type === 'cell');
    const format: Attributes = { ...cell?.format };
    const callout = inner.findLast((frame) => frame.type === 'callout');
    if (callout !== undefined) format.callout = callout.callout;
    const around = inner.slice(inner.findLastIndex(({ type }) => type === 'callout') + 1);
    if (
      callout !== undefined &&
      inner.some(({ type }, at) => type !== 'callout' && at < inner.indexOf(callout))
    )
      this.#warnings.add('nested_block');
    const item = around.findLast((frame) => frame.type === 'item');
    const quote = around.findLastIndex(({ type }) => type === 'quote');
    const isOwn = own.header !== undefined || own['code-block'] !== undefined;
    const inQuote = quote > (item === undefined ? -1 : around.indexOf(item));
    if (quote >= 0 && (isOwn || !inQuote)) this.#warnings.add('nested_block');
    if (around.filter(({ type }) => type === 'quote').length > 1) this.#warnings.add('nested_block');
    if (inQuote && !isOwn) format.blockquote = true;
    if (item !== undefined) this.#placeInItem(item, format, { own, inQuote });
    for (const [name, value] of Object.entries(own)) {
      if (value === null) delete format[name];
      else format[name] = value;
    }
    return format;
  }

  #placeInItem(
    item: ItemFrame,
    format: Attributes,
    { own, inQuote }: { own: Attributes; inQuote: boolean },
  ): void {
    if (!item.begun && own.header !== undefined) {
      // The heading stays, the item does not.
      this.#warnings.add('nested_block');
      item.begun = true;
      return;
    }
    if (!item.begun && (own['code-block'] !== undefined || inQuote)) {
      this.#beginItem();
    }
    if (item.begun) {
      format.indent = Math.min(item.level + 1, DEEPEST);
      return;
    }
    item.begun = true;
    format.list = item.kind;
    if (item.level > 0) format.indent = item.level;
  }
}

// Whether one of the blocks that begin would be one with the block before.
function growTogether(before: Attributes, after: Attributes, begins: ReadonlySet<Separate>): boolean {
  if (begins.size === 0 || before.cell !== after.cell || before.indent !== after.indent) return false;
  if (before.callout !== after.callout) return false;
  return [...begins].some((kind) => after[kind] !== undefined && before[kind] === after[kind]);
}

function defined(attributes: Record<string, Attributes[string] | undefined>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      (entry): entry is [string, Attributes[string]] => entry[1] !== undefined,
    ),
  );
}
