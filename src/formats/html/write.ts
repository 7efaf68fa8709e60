import { sameAttributes } from '../../ot/attributes.ts';
import type { Attributes, AttributeValue, Delta } from '../../ot/op.ts';
import { blocksOf } from '../blocks/blocks.ts';
import type { Line } from '../blocks/lines.ts';
import { type Block, type Item, linesIn, type Row, type Table } from '../blocks/model.ts';
import { JOINED_ATTRIBUTE, LINE_ATTRIBUTE } from '../vocabulary.ts';
import { escapeHtml } from './escape.ts';
import { formatAttribute, type RunWriter, writeRuns } from './write-runs.ts';

/** How a document is written as HTML. */
export interface HtmlOptions {
  /** The address that an image is shown by, such as its data; null for one that is not shown. Itself if left out. */
  image?: (address: string) => string | null;
  /** What is shown of a mention, such as the name of the person. Its value if left out. */
  mention?: (value: string) => string;
}

/** A document as a fragment of HTML, from which `readHtml` gives the same document. Has no scripts. */
export function writeHtmlFragment(
  document: Delta,
  { image = (address) => address, mention = (value) => value }: HtmlOptions = {},
): string {
  const notes: string[] = [];
  const note = (text: string): number => notes.push(text);
  const html = new HtmlWriter({ note, image, mention }).blocks(blocksOf(document), NOWHERE);
  if (notes.length === 0) return html;
  const items = notes.map(
    (text, at) => `<li id="note-${at + 1}">${escapeHtml(text)} <a href="#ref-${at + 1}">↩</a></li>`,
  );
  return `${html}<section class="footnotes" data-footnotes><ol>${items.join('')}</ol></section>`;
}

interface Place {
  /** The depth of the item around, from 0; -1 outside lists. */
  item: number;
  /** The formats that containers give every line in them. */
  given: Attributes;
}

const NOWHERE: Place = { item: -1, given: {} };
const DEEPEST = 8;
// Few lines may make a table of millions of empty cells: those of a larger one are written together.
const MOST_SINGLE = 20_000;
// The most columns that a cell of HTML spans.
const WIDEST = 1_000;
const ALIGNMENTS = new Set<unknown>(['center', 'right', 'justify']);

class HtmlWriter {
  readonly #runs: RunWriter;
  // The line before, which decides whether a reader would part a block from it.
  #before: Line | undefined;

  constructor(runs: RunWriter) {
    this.#runs = runs;
  }

  blocks(blocks: readonly Block[], place: Place): string {
    return blocks.map((block) => this.#block(block, place)).join('');
  }

  #block(block: Block, place: Place): string {
    switch (block.kind) {
      case 'paragraph':
        return this.#line('p', block.line, within(place));
      case 'divider':
        return this.#rule(block.line, within(place));
      case 'page-break':
        return this.#line('div', block.line, within(place));
      case 'heading':
        return this.#line(`h${block.level}`, block.line, { ...within(place), header: block.level });
      case 'quote': {
        const given = { ...within(place), blockquote: true };
        const joined = this.#joined(block, 'blockquote');
        return `<blockquote${joined}>${block.lines.map((line) => this.#line('p', line, given)).join('')}</blockquote>`;
      }
      case 'callout': {
        const given = { ...place.given, callout: block.callout };
        const own = `class="callout ${block.callout}" data-callout="${block.callout}"${this.#joined(block, 'callout')}`;
        return `<div ${own}>${this.blocks(block.blocks, { item: -1, given })}</div>`;
      }
      case 'code':
        return this.#code(block, place);
      case 'list':
        return this.#list(block, place);
      case 'table':
        return this.#table(block);
    }
  }

  #joined(block: Block, name: string): string {
    const [line] = linesIn([block]);
    const value = this.#before?.format[name];
    return value !== undefined && value === line?.format[name] ? ` ${JOINED_ATTRIBUTE}` : '';
  }

  #line(tag: string, line: Line, said: Attributes): string {
    this.#before = line;
    const content = writeRuns(line.runs, this.#runs);
    return `<${tag}${attributesOf(line, said)}>${content === '' ? '<br>' : content}</${tag}>`;
  }

  #rule(line: Line, said: Attributes): string {
    this.#before = line;
    const [run] = line.runs;
    const isPlain =
      run?.attributes === undefined && sameAttributes(line.format, said) && said.indent === undefined;
    return isPlain && said.cell === undefined && Object.keys(said).length === 0
      ? '<hr>'
      : this.#line('p', line, said);
  }

  // Lines whose formats differ are elements of their own.
  #code(block: Block & { kind: 'code' }, place: Place): string {
    const { language, lines } = block;
    const said: Attributes = { ...within(place), 'code-block': language ?? true };
    const parts: { attributes: string; lines: Line[] }[] = [];
    for (const line of lines) {
      const attributes = attributesOf(line, said);
      const last = parts.at(-1);
      if (last?.attributes === attributes) last.lines.push(line);
      else parts.push({ attributes, lines: [line] });
    }
    const joined = this.#joined(block, 'code-block');
    const named = language === null ? '' : ` class="language-${escapeHtml(language)}"`;
    return parts
      .map(({ attributes, lines: own }, at) => {
        const isJoined = at > 0 ? ` ${JOINED_ATTRIBUTE}` : joined;
        this.#before = own.at(-1);
        const text = own.map(({ runs }) => `${writeRuns(runs, this.#runs, true)}\n`).join('');
        return `<pre${attributes}${isJoined}>\n<code${named}>${text}</code></pre>`;
      })
      .join('');
  }

  // Levels that the document skips are lists without items of their own.
  #list({ ordered, indent, items }: Block & { kind: 'list' }, place: Place): string {
    const tag = ordered ? 'ol' : 'ul';
    const levels = indent - place.item;
    const html = items.map((item) => this.#item(item, indent, place.given)).join('');
    return `${`<${tag}>`.repeat(levels)}${html}${`</${tag}>`.repeat(levels)}`;
  }

  #item({ kind, line, children }: Item, indent: number, given: Attributes): string {
    const said = { ...given, list: kind, ...(indent > 0 && { indent }) };
    const isTask = kind === 'checked' || kind === 'unchecked';
    const box = `<input type="checkbox"${kind === 'checked' ? ' checked' : ''} disabled> `;
    const task = isTask ? ` data-checked="${kind === 'checked'}"` : '';
    const content = writeRuns(line.runs, this.#runs);
    this.#before = line;
    const inside = this.blocks(children, { item: indent, given });
    return `<li${task}${attributesOf(line, said)}>${isTask ? box : ''}${content === '' ? '<br>' : content}${inside}</li>`;
  }

  #table({ columns, rows }: Table): string {
    const cols = columns
      .map(({ width }) => (width === null ? '<col>' : `<col style="width:${width}px">`))
      .join('');
    const areSingle = columns.length * rows.length <= MOST_SINGLE;
    const html = rows.map((row) => this.#row(row, columns.length, areSingle)).join('');
    return `<table data-columns="${columns.length}"><colgroup>${cols}</colgroup><tbody>${html}</tbody></table>`;
  }

  #row({ cells }: Row, width: number, areSingle: boolean): string {
    const places = cells.map(({ column }) => column);
    const isOrdered = places.every((place, at) => at === 0 || place > (places[at - 1] as number));
    const written = new Map<number, string>();
    cells.forEach(({ isHead, blocks }, at) => {
      const tag = isHead ? 'th' : 'td';
      const given: Attributes = isHead ? { 'cell-head': true } : {};
      written.set(places[at] as number, `<${tag}>${this.blocks(blocks, { item: -1, given })}</${tag}>`);
    });
    let html = '';
    let next = 0;
    for (const column of [...places.toSorted((a, b) => a - b), width]) {
      html += absent(column - next, areSingle) + (written.get(column) ?? '');
      next = column + 1;
    }
    return `<tr${isOrdered ? '' : ` data-order="${places.join(' ')}"`}>${html}</tr>`;
  }
}

// The cells that a row does not have.
function absent(count: number, areSingle: boolean): string {
  if (count === 0) return '';
  if (areSingle || count === 1) return '<td data-absent></td>'.repeat(count);
  const joined = (across: number): string => `<td data-absent colspan="${across}"></td>`;
  const rest = count % WIDEST;
  return joined(WIDEST).repeat(Math.floor(count / WIDEST)) + (rest > 0 ? joined(rest) : '');
}

// What is in an item, and none itself, stands one level deeper.
function within({ item, given }: Place): Attributes {
  return item < 0 ? given : { ...given, indent: Math.min(item + 1, DEEPEST) };
}

/** The attributes of a line's element: its alignment and direction, and what `said` by elements is not its format. */
function attributesOf({ format }: Line, said: Attributes): string {
  const known: Attributes = { ...said };
  let html = '';
  if (ALIGNMENTS.has(format.align)) {
    html += ` style="text-align:${format.align}"`;
    known.align = format.align as AttributeValue;
  }
  if (format.direction === 'rtl') {
    html += ' dir="rtl"';
    known.direction = 'rtl';
  }
  const beside: Attributes = {};
  for (const [name, value] of Object.entries(format))
    if (name !== 'cell' && known[name] !== value) beside[name] = value;
  for (const name in known) if (format[name] === undefined) beside[name] = null;
  return Object.keys(beside).length > 0 ? `${html} ${formatAttribute(LINE_ATTRIBUTE, beside)}` : html;
}
