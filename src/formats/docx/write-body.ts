import type { Attributes, Delta, Embed } from '../../ot/op.ts';
import { blocksOf } from '../blocks/blocks.ts';
import { embedType, type Line, soleEmbed } from '../blocks/lines.ts';
import { linesIn, type Table } from '../blocks/model.ts';
import type { Origin } from '../imported.ts';
import { lengthOf } from '../office/table-plan.ts';
import type { Piece, Tracked } from '../office/tracked.ts';
import type { Warnings } from '../warnings.ts';
import { escapeValue, isMended } from '../xml/escape.ts';
import { EmbedWriter } from './write-embed.ts';
import { exactAttribute, type SaidLine, sayLine } from './write-line.ts';
import type { Parts } from './write-parts.ts';
import { type RunContext, sayRun, textXml } from './write-run.ts';
import { planTable } from './write-table.ts';

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const NO_ATTRIBUTES: Attributes = Object.freeze({});
const SEPARATOR =
  '<w:p d:absent="1"><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>';
/** Writes the text of a document as the body of a Word file. */
export class BodyWriter {
  readonly #parts: Parts;
  readonly #tracked: Tracked | null;
  readonly #warnings: Warnings;
  readonly #embeds: EmbedWriter;
  #xml = '';
  #changes = 0;
  #link: string | null = null;

  /** `tracked` is null for a document without suggestions and threads. */
  constructor(parts: Parts, tracked: Tracked | null, warnings: Warnings) {
    this.#parts = parts;
    this.#tracked = tracked;
    this.#warnings = warnings;
    this.#embeds = new EmbedWriter(parts, warnings);
  }

  /** The content of `w:body`, without its section. */
  write(document: Delta): string {
    let index = 0;
    let isAfterTable = false;
    for (const block of blocksOf(document)) {
      if (block.kind === 'table') {
        // Word joins tables that nothing parts.
        if (isAfterTable) this.#xml += SEPARATOR;
        this.#table(block, index);
        isAfterTable = true;
        this.#parts.lists.interrupt();
      }
      for (const line of linesIn([block])) {
        if (block.kind !== 'table') {
          this.#line(line, index, NO_ATTRIBUTES, false);
          isAfterTable = false;
        }
        index += lengthOf(line);
      }
    }
    if (isAfterTable) this.#xml += SEPARATOR;
    return this.#xml;
  }

  #table(table: Table, from: number): void {
    const plan = planTable(table, from);
    this.#xml += plan.begin;
    for (const row of plan.rows) {
      this.#xml += row.begin;
      for (const cell of row.cells) {
        this.#xml += cell.begin;
        let { index } = cell;
        this.#parts.lists.interrupt();
        for (const [at, line] of cell.lines.entries()) {
          this.#line(line, index, cell.given, at === cell.lines.length - 1);
          index += lengthOf(line);
        }
        this.#xml += '</w:tc>';
      }
      this.#xml += '</w:tr>';
    }
    this.#xml += '</w:tbl>';
  }

  #line(line: Line, index: number, given: Attributes, isCellEnd: boolean): void {
    const { runs, format } = line;
    const pieces = this.#tracked?.pieces(runs, index) ?? null;
    const isRule = this.#isRule(line, index);
    const said = sayLine(format, { given, isRule }, this.#parts);
    if (format.list === undefined && !(Number(format.indent) > 0)) this.#parts.lists.interrupt();
    const context: RunContext = {
      isCode: said.isCode,
      isRightToLeft: format.direction === 'rtl',
      embed: null,
    };
    if (pieces === null) {
      this.#xml += paragraphBegin(said, '');
      if (said.checked !== null) this.#xml += boxXml(said.checked);
      if (!isRule) for (const run of runs) this.#run(run.insert, run.attributes ?? NO_ATTRIBUTES, context);
      this.#endLink();
      this.#xml += '</w:p>';
      return;
    }
    this.#trackedLine({ line, index, given, isRule, isCellEnd, said, context, pieces });
  }

  #isRule({ runs, format }: Line, index: number): boolean {
    if (soleEmbed({ runs, format }) !== 'divider' || runs[0]?.attributes !== undefined) return false;
    if (this.#tracked?.isChanged(index) || this.#tracked?.isChanged(index + 1)) return false;
    return ['header', 'list', 'code-block', 'blockquote', 'callout'].every(
      (name) => format[name] === undefined,
    );
  }

  #trackedLine(one: {
    line: Line;
    index: number;
    given: Attributes;
    isRule: boolean;
    isCellEnd: boolean;
    said: SaidLine;
    context: RunContext;
    pieces: Iterable<Piece>;
  }): void {
    const { line, given, isRule, context } = one;
    let content = '';
    for (const piece of one.pieces) {
      if (piece.kind === 'end') {
        // A place in a table is not the text's: what is inserted there stands in the cell.
        if (piece.attributes.cell !== line.format.cell) this.#warnings.add('tracked_changes');
        const format: Attributes = { ...piece.attributes };
        for (const name of ['cell', 'cell-head', 'cell-width']) delete format[name];
        Object.assign(format, given);
        const said = sayLine(format, { given, isRule: false }, this.#parts);
        this.#xml += `${paragraphBegin(said, `<w:rPr>${this.#change('ins', piece.by)}/></w:rPr>`)}${said.checked === null ? '' : boxXml(said.checked)}${content}</w:p>`;
        content = '';
        continue;
      }
      content += this.#takeAside(() => {
        if (piece.kind === 'run') {
          if (!isRule) this.#trackedRun(piece, context);
        } else this.#xml += this.#parts.comments.mark(piece.kind, piece.thread);
      });
    }
    const end = this.#tracked?.endAt(one.index + lengthOf(line) - 1, line.format);
    let { said } = one;
    let marks = '';
    if (end?.deleted && one.isCellEnd) this.#warnings.add('tracked_changes');
    else if (end?.deleted) marks += `<w:rPr>${this.#change('del', end.deleted)}/></w:rPr>`;
    if (end?.after) {
      const { properties, exact } = said;
      const { attributes, by } = end.after;
      said = sayLine(attributes, { given, isRule }, this.#parts);
      if (said.checked !== one.said.checked) {
        // Word does not track boxes: the kind of item stays.
        this.#warnings.add('tracked_changes');
        const { list: _, ...kept } = attributes;
        const { list } = line.format;
        said = sayLine(list === undefined ? kept : { ...kept, list }, { given, isRule }, this.#parts);
      }
      if (said.checked === one.said.checked)
        marks += `${this.#change('pPrChange', by)}${exactAttribute('line', exact)}><w:pPr>${properties}</w:pPr></w:pPrChange>`;
      else said = one.said;
    }
    const box = said.checked === null ? '' : boxXml(said.checked);
    this.#xml += `${paragraphBegin(said, marks)}${box}${content}</w:p>`;
  }

  #trackedRun(
    { insert, attributes, after, inserted, deleted }: Piece & { kind: 'run' },
    context: RunContext,
  ): void {
    const xml = this.#takeAside(() =>
      this.#run(insert, attributes, context, { after, isDeleted: deleted !== null }),
    );
    if (inserted === null && deleted === null) this.#xml += xml;
    else {
      const [kind, by] =
        inserted === null ? (['del', deleted as Origin] as const) : (['ins', inserted] as const);
      const [, open = '', inner = xml, close = ''] =
        /^(<w:hyperlink [^>]*>)(.*)(<\/w:hyperlink>)$/s.exec(xml) ?? [];
      this.#xml += `${open}${this.#change(kind, by)}>${inner}</w:${kind}>${close}`;
    }
  }

  // What is written while `write` runs, taken out of the text.
  #takeAside(write: () => void): string {
    const before = this.#xml;
    this.#xml = '';
    write();
    this.#endLink();
    const written = this.#xml;
    this.#xml = before;
    return written;
  }

  #change(kind: string, { author, date }: Origin): string {
    const at = date === null ? '' : ` w:date="${escapeValue(date.replace(/\.\d+/, ''))}"`;
    return `<w:${kind} w:id="${++this.#changes}" w:author="${escapeValue(author ?? '')}"${at}`;
  }

  #run(
    insert: string | Embed,
    attributes: Attributes,
    context: RunContext,
    tracked: { after: { attributes: Attributes; by: Origin } | null; isDeleted: boolean } | null = null,
  ): void {
    this.#toLink(typeof attributes.link === 'string' ? attributes.link : null);
    const type = typeof insert === 'string' ? null : embedType(insert);
    const isOwnImage = type === 'image' && this.#parts.pictures.get(String((insert as Embed).image)) !== null;
    const own: RunContext = {
      ...context,
      isRightToLeft: context.isRightToLeft && typeof insert === 'string' && RIGHT_TO_LEFT.test(insert),
      embed: type === 'footnote' ? 'footnote' : isOwnImage ? 'image' : null,
    };
    let { properties, exact } = sayRun(attributes, own);
    if (tracked?.after) {
      const after = sayRun(tracked.after.attributes, own);
      properties = `${after.properties}${this.#change('rPrChange', tracked.after.by)}${exactAttribute('format', exact)}><w:rPr>${properties}</w:rPr></w:rPrChange>`;
      exact = after.exact;
    }
    const begin = `<w:r${exactAttribute('format', exact)}>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}`;
    const isDeleted = tracked?.isDeleted ?? false;
    if (typeof insert === 'string') {
      if (isMended(insert)) this.#warnings.add('mended_characters');
      this.#xml += `${begin}${textXml(insert, isDeleted)}</w:r>`;
    } else this.#xml += this.#embeds.write(insert, { attributes, begin, isDeleted });
  }

  // Neighbours with one link are in one element.
  #toLink(link: string | null): void {
    if (link === this.#link) return;
    this.#endLink();
    if (link === null) return;
    const { id, isExact } = this.#parts.link(link);
    this.#xml += `<w:hyperlink r:id="${id}"${isExact ? '' : ` d:value="${escapeValue(link)}"`}>`;
    this.#link = link;
  }

  #endLink(): void {
    if (this.#link !== null) this.#xml += '</w:hyperlink>';
    this.#link = null;
  }
}

function paragraphBegin({ properties, exact }: SaidLine, marks: string): string {
  const all = properties + marks;
  return `<w:p${exactAttribute('line', exact)}>${all === '' ? '' : `<w:pPr>${all}</w:pPr>`}`;
}

function boxXml(isChecked: boolean): string {
  const sign = isChecked ? '☒' : '☐';
  return (
    `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="${isChecked ? 1 : 0}"/>` +
    '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>' +
    `</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>${sign}</w:t></w:r></w:sdtContent></w:sdt><w:r><w:tab/></w:r>`
  );
}
