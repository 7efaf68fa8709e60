import type { Attributes, Delta, Embed } from '../../ot/op.ts';
import { blocksOf } from '../blocks/blocks.ts';
import { type Line, type Run, soleEmbed } from '../blocks/lines.ts';
import { type Block, linesIn, type Table } from '../blocks/model.ts';
import type { ImportedThread } from '../imported.ts';
import { difference } from '../office/own.ts';
import { lengthOf } from '../office/table-plan.ts';
import type { Piece, Tracked } from '../office/tracked.ts';
import type { Warnings } from '../warnings.ts';
import { escapeValue, isMended } from '../xml/escape.ts';
import { hrefXml, type Parts } from './parts.ts';
import { annotationsXml } from './write-annotations.ts';
import { type Changes, changeEnd, changeStart, deletedMark } from './write-changes.ts';
import { EmbedWriter, inSpan } from './write-embed.ts';
import { itemOf, levelOf, type Shown, sayLine } from './write-line.ts';
import { ListNesting } from './write-lists.ts';
import { runAttributes } from './write-run.ts';
import { LINK_STYLES } from './write-styles.ts';
import { planTable } from './write-table.ts';
import { textXml } from './write-text.ts';

const NO_ATTRIBUTES: Attributes = Object.freeze({});

/** What a body is written with. */
export interface BodyContext {
  readonly parts: Parts;
  readonly changes: Changes;
  /** Null for a document without suggestions and threads. */
  readonly tracked: Tracked | null;
  readonly threads: readonly ImportedThread[];
  readonly warnings: Warnings;
}

/** A line, and where it stands. */
interface Placed {
  readonly line: Line;
  readonly index: number;
  readonly given: Attributes;
  /** A further line follows in the same place, with which it can be joined. */
  readonly isFollowed: boolean;
}

/** Writes the text of a document as the body of an OpenDocument file. */
export class BodyWriter {
  readonly #context: BodyContext;
  readonly #embeds: EmbedWriter;
  readonly #count = { lists: 0 };
  #lists = new ListNesting(this.#count);
  #xml = '';
  // The content of lines whose ends were deleted: it belongs to the next one's paragraph.
  #carried = '';
  // Where an insertion goes on that began in the paragraph before.
  #inserting: string | null = null;

  constructor(context: BodyContext) {
    this.#context = context;
    this.#embeds = new EmbedWriter(context.parts, context.warnings);
  }

  /** The content of `office:text`, without its changes. */
  write(document: Delta): string {
    let index = 0;
    const blocks = blocksOf(document);
    for (const [at, block] of blocks.entries()) {
      if (block.kind === 'table') {
        this.#xml += this.#lists.end();
        this.#table(block, index);
        for (const line of linesIn([block])) index += lengthOf(line);
        continue;
      }
      const lines = [...linesIn([block])];
      for (const [i, line] of lines.entries()) {
        const isFollowed = i < lines.length - 1 || isText(blocks[at + 1]);
        this.#line({ line, index, given: NO_ATTRIBUTES, isFollowed });
        index += lengthOf(line);
      }
    }
    return this.#xml + this.#lists.end();
  }

  #table(table: Table, from: number): void {
    const plan = planTable(table, from, this.#context.parts.automatic);
    const around = this.#lists;
    this.#xml += plan.begin;
    for (const row of plan.rows) {
      this.#xml += row.begin;
      for (const { begin, cell } of row.cells) {
        this.#xml += begin;
        this.#lists = new ListNesting(this.#count);
        let { index } = cell;
        for (const [at, line] of cell.lines.entries()) {
          this.#line({ line, index, given: cell.given, isFollowed: at < cell.lines.length - 1 });
          index += lengthOf(line);
        }
        this.#xml += `${this.#lists.end()}</table:table-cell>`;
      }
      this.#xml += row.end;
    }
    this.#xml += '</table:table>';
    this.#lists = around;
  }

  #line(placed: Placed): void {
    const { line, index, given } = placed;
    const pieces = this.#context.tracked?.pieces(line.runs, index) ?? null;
    if (pieces !== null) {
      this.#trackedLine(placed, pieces);
      return;
    }
    const shown = this.#shownBy(line);
    const content = shown === null ? this.#runs(line.runs, isCodeLine(line.format)) : '';
    this.#paragraph(line.format, { given, shown, content });
  }

  // What an empty paragraph of a style shows, if a line is nothing else.
  #shownBy({ runs, format }: Line): Shown | null {
    const sole = soleEmbed({ runs, format });
    if ((sole !== 'divider' && sole !== 'page-break') || runs[0]?.attributes !== undefined) return null;
    const isPlain = ['header', 'list', 'code-block', 'blockquote', 'callout'].every(
      (name) => format[name] === undefined,
    );
    return isPlain ? sole : null;
  }

  #trackedLine({ line, index, given, isFollowed }: Placed, pieces: Iterable<Piece>): void {
    const { tracked, changes, threads, warnings } = this.#context;
    const end = tracked?.endAt(index + lengthOf(line) - 1, line.format);
    const all = [...pieces];
    const isUntouched =
      all.length === 1 && this.#carried === '' && this.#inserting === null && !tracked?.isChanged(index);
    const shown = isUntouched && !end?.deleted ? this.#shownBy(line) : null;
    const isCode = isCodeLine(end?.after?.attributes ?? line.format);
    let content = this.#carried;
    this.#carried = '';
    if (this.#inserting !== null) content += changeEnd(this.#inserting);
    this.#inserting = null;
    for (const piece of shown === null ? all : []) {
      if (piece.kind === 'run') content += this.#trackedRun(piece, isCode);
      else if (piece.kind !== 'end')
        content += annotationsXml(piece.kind, piece.thread, threads[piece.thread] as ImportedThread);
      else {
        // A place in a table is not the text's: what is inserted there stands in the cell.
        if (piece.attributes.cell !== line.format.cell) warnings.add('tracked_changes');
        const format: Attributes = { ...piece.attributes };
        for (const name of ['cell', 'cell-head', 'cell-width']) delete format[name];
        Object.assign(format, given);
        const id = changes.add('insertion', piece.by);
        this.#paragraph(format, { given, shown: null, content: content + changeStart(id) });
        content = changeEnd(id);
      }
    }
    if (end?.deleted && isFollowed) {
      const before = end.after === null ? line.format : end.after.attributes;
      this.#carried = content + deletedMark(this.#deletedEnd(before, line.format, given, end));
      return;
    }
    if (end?.deleted) warnings.add('tracked_changes');
    if (!end?.after) {
      this.#paragraph(line.format, { given, shown, content });
      return;
    }
    const id = changes.add('format-change', end.after.by);
    this.#paragraph(end.after.attributes, {
      given,
      shown,
      content: content === '' ? '' : `${changeStart(id)}${content}${changeEnd(id)}`,
      change: beforeXml(line.format, end.after.attributes, id),
    });
  }

  // A deleted end is two paragraphs: that which it ended, with all its formats, and what stands behind it.
  #deletedEnd(
    format: Attributes,
    before: Attributes,
    given: Attributes,
    { deleted, after }: ReturnType<Tracked['endAt']>,
  ): string {
    const { changes } = this.#context;
    const exact = difference(format, given) ?? '{}';
    const change = after === null ? '' : beforeXml(before, format, changes.add('format-change', after.by));
    const by = deleted ?? { author: null, date: null };
    return changes.add('deletion', by, `<text:p d:line="${escapeValue(exact)}"${change}/><text:p/>`);
  }

  #trackedRun(
    { insert, attributes, after, inserted, deleted }: Piece & { kind: 'run' },
    isCode: boolean,
  ): string {
    const { changes } = this.#context;
    const said = after?.attributes ?? attributes;
    const id = after === null ? '' : changes.add('format-change', after.by);
    const change = after === null ? '' : beforeXml(attributes, after.attributes, id);
    const link = typeof said.link === 'string' ? said.link : null;
    const run = inLink(link, this.#run(insert, said, { isCode, change, next: false, last: false }));
    if (deleted !== null) return deletedMark(changes.add('deletion', deleted, `<text:p>${run}</text:p>`));
    if (inserted !== null) {
      const own = changes.add('insertion', inserted);
      return `${changeStart(own)}${run}${changeEnd(own)}`;
    }
    return id === '' ? run : `${changeStart(id)}${run}${changeEnd(id)}`;
  }

  // Neighbours with one link are in one element.
  #runs(runs: readonly Run[], isCode: boolean): string {
    let xml = '';
    let link: string | null = null;
    let linked = '';
    for (const [at, { insert, attributes = NO_ATTRIBUTES }] of runs.entries()) {
      const own = typeof attributes.link === 'string' ? attributes.link : null;
      if (own !== link) {
        xml += inLink(link, linked);
        linked = '';
        link = own;
      }
      const next = isTextAt(runs[at + 1], 0);
      linked += this.#run(insert, attributes, { isCode, change: '', next, last: isTextAt(runs[at - 1], -1) });
    }
    return xml + inLink(link, linked);
  }

  // `last` and `next`: whether text that is no space stands right before and behind it.
  #run(
    insert: string | Embed,
    attributes: Attributes,
    { isCode, change, next, last }: { isCode: boolean; change: string; next: boolean; last: boolean },
  ): string {
    const { parts, warnings } = this.#context;
    const address = typeof insert === 'string' ? undefined : insert.image;
    const isImage = typeof address === 'string' && parts.pictures.get(address) !== null;
    const span = runAttributes(attributes, { isCode, isImage }, parts.automatic) + change;
    if (typeof insert !== 'string') return this.#embeds.write(insert, attributes, span);
    // In OpenDocument a carriage return is a space.
    if (isMended(insert) || insert.includes('\r')) warnings.add('mended_characters');
    return inSpan(textXml(insert, { isAfterText: last, isBeforeText: next }), span);
  }

  #paragraph(
    format: Attributes,
    {
      given,
      shown,
      content,
      change = '',
    }: { given: Attributes; shown: Shown | null; content: string; change?: string },
  ): void {
    const item = itemOf(format);
    const level = levelOf(format.indent);
    let isInItem = false;
    if (item !== null) this.#xml += this.#lists.item(item.kind, item.level);
    else if (typeof format.header !== 'number' && this.#lists.holds(level)) {
      this.#xml += this.#lists.child(level);
      isInItem = true;
    } else this.#xml += this.#lists.end(level > 0);
    const { tag, attributes } = sayLine(format, { given, shown, isInItem }, this.#context.parts);
    this.#xml += `<${tag}${attributes}${change}>${content}</${tag}>`;
  }
}

function isText(block: Block | undefined): boolean {
  return block !== undefined && block.kind !== 'table';
}

function isCodeLine({ header, 'code-block': code }: Attributes): boolean {
  return typeof header !== 'number' && (typeof code === 'string' || code === true);
}

function isTextAt(run: Run | undefined, place: 0 | -1): boolean {
  const sign = typeof run?.insert === 'string' ? run.insert.at(place) : undefined;
  return sign !== undefined && !/[ \t\n\r]/.test(sign);
}

function inLink(link: string | null, content: string): string {
  if (link === null || content === '') return content;
  return `<text:a${hrefXml(link)}${LINK_STYLES}>${content}</text:a>`;
}

function beforeXml(before: Attributes, after: Attributes, id: string): string {
  return ` d:before="${escapeValue(difference(before, after) ?? '{}')}" d:change="${id}"`;
}
