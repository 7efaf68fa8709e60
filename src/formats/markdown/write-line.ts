import type { Token } from 'markdown-it';
import { isWebAddress, uploadOf } from '../../ot/addresses.ts';
import { canonicalJson } from '../../ot/canonical.ts';
import type { Attributes, Embed } from '../../ot/op.ts';
import { DocumentBuilder } from '../blocks/builder.ts';
import { documentOf, embedType, type Run } from '../blocks/lines.ts';
import { escapeHtml } from '../html/escape.ts';
import { embedHtml } from '../html/write-runs.ts';
import { Warnings } from '../warnings.ts';
import { escapeAll, escapeStart, escapeText, keepEdges } from './escape.ts';
import { isInlineFormula } from './formula.ts';
import { InlineReader } from './inline.ts';
import { parseLine, parseMarkdown } from './parser.ts';
import { sayable } from './sayable.ts';

/** Where a line of text stands: as a paragraph, which may have several lines, or in a heading or cell, which may not. */
export type LinePlace = 'paragraph' | 'single';

/** What the writer of lines asks of the document around them. */
export interface LineContext {
  warnings: Warnings;
  /** The label of a footnote; its text is written at the end. */
  note(text: string): string;
}

interface Style {
  /** Marks by delimiters, or by elements where those would not be read as marks. */
  delimiters: boolean;
  italic: '*' | '_';
  escape: typeof escapeText;
  breaks: boolean;
}

const STYLES: readonly Style[] = [
  { delimiters: true, italic: '*', escape: escapeText, breaks: true },
  { delimiters: true, italic: '_', escape: escapeText, breaks: true },
  { delimiters: false, italic: '*', escape: escapeText, breaks: true },
  { delimiters: false, italic: '*', escape: escapeAll, breaks: false },
];
const PLAIN = /^[\p{L}\p{N} ,;.'"()/?%+-]*$/u;

/**
 * The content of a line as Markdown. What could be read as something else is read again before it is used: where
 * delimiters would not mean the marks, elements of HTML do.
 */
export function writeLine(runs: readonly Run[], place: LinePlace, context: LineContext): string {
  const said = sayable(runs, context.warnings);
  const [only] = said;
  if (only === undefined) return '';
  if (said.length === 1 && typeof only.insert === 'string' && isPlainText(only)) return only.insert;
  const labels: string[] = [];
  const note = (text: string): string => {
    const label = context.note(text);
    labels.push(label);
    return label;
  };
  // A footnote is written once, in every style.
  const notes = new Map(said.map((run, at) => [at, noteOf(run.insert)]));
  const known = new Map([...notes].flatMap(([at, text]) => (text === null ? [] : [[at, note(text)]])));
  let written = '';
  for (const style of STYLES) {
    written = new LineWriter(said, style, known, place).write();
    if (reads(written, said, place, labels)) return written;
  }
  return written;
}

function isPlainText({ insert, attributes }: Run): boolean {
  for (const _ in attributes) return false;
  const text = insert as string;
  return PLAIN.test(text) && !/^[ +\-\d]|[ ]$|www\.|^$/i.test(text);
}

function noteOf(insert: string | Embed): string | null {
  return typeof insert !== 'string' && typeof insert.footnote === 'string' ? insert.footnote : null;
}

interface Mark {
  name: string;
  value: Attributes[string];
}

class LineWriter {
  readonly #runs: readonly Run[];
  readonly #style: Style;
  readonly #notes: ReadonlyMap<number, string>;
  readonly #place: LinePlace;
  #out = '';

  constructor(runs: readonly Run[], style: Style, notes: ReadonlyMap<number, string>, place: LinePlace) {
    this.#runs = runs;
    this.#style = style;
    this.#notes = notes;
    this.#place = place;
  }

  write(): string {
    const open: Mark[] = [];
    for (const [at, run] of this.#runs.entries()) {
      const wanted = marksOf(run);
      const stays = open.findIndex((mark) => !wanted.some((one) => same(one, mark)));
      while (stays >= 0 && open.length > stays) this.#close(open.pop() as Mark);
      const fresh = wanted.filter((mark) => !open.some((one) => same(one, mark)));
      // What ends last begins first.
      fresh.sort((a, b) => this.#extent(at, b) - this.#extent(at, a));
      const auto = this.#autolink(at, run, fresh);
      if (auto !== null) {
        this.#out += auto;
        continue;
      }
      for (const mark of fresh) {
        this.#out += this.#openOf(mark);
        open.push(mark);
      }
      this.#content(at, run, open);
    }
    while (open.length > 0) this.#close(open.pop() as Mark);
    const lines = this.#out.split('\n').map((line, at, all) => {
      // The backslash of a hard break ends a line.
      const kept = at < all.length - 1 ? line.replace(/^\s+/, keepEdges) : keepEdges(line);
      return this.#place === 'paragraph' ? escapeStart(kept) : kept;
    });
    return lines.join('\n');
  }

  #content(at: number, run: Run, open: readonly Mark[]): void {
    const { insert, attributes = {} } = run;
    if (typeof insert !== 'string') this.#out += this.#embed(at, insert, attributes);
    else if (attributes.code === true) this.#out += codeSpan(insert);
    else {
      const inLink = open.some(({ name }) => name === 'link');
      const [before, after] = [this.#runs[at - 1], this.#runs[at + 1]];
      const place = { inLink, before: before !== undefined, after: after !== undefined };
      this.#out += this.#style.escape(insert, place);
    }
  }

  #extent(from: number, mark: Mark): number {
    let at = from;
    while (this.#runs[at] !== undefined && marksOf(this.#runs[at] as Run).some((one) => same(one, mark)))
      at++;
    return at - from;
  }

  #openOf({ name, value }: Mark): string {
    const { delimiters, italic } = this.#style;
    switch (name) {
      case 'bold':
        return delimiters ? '**' : '<strong>';
      case 'italic':
        return delimiters ? italic : '<em>';
      case 'strike':
        return delimiters ? '~~' : '<s>';
      case 'background':
        return delimiters ? '==' : '<mark>';
      case 'underline':
        return '<u>';
      case 'script':
        return value === 'sub' ? '<sub>' : '<sup>';
      default:
        return delimiters ? '[' : `<a href="${attributeValue(String(value))}">`;
    }
  }

  #close(mark: Mark): void {
    if (mark.name === 'link')
      this.#out += this.#style.delimiters ? `](${destination(String(mark.value))})` : '</a>';
    else this.#out += this.#openOf(mark).replace('<', '</');
  }

  // An address that is its own text stands in angle brackets.
  #autolink(at: number, { insert, attributes = {} }: Run, fresh: readonly Mark[]): string | null {
    const { link } = attributes;
    const [mark, ...others] = fresh;
    if (typeof insert !== 'string' || typeof link !== 'string' || attributes.code === true) return null;
    if (mark?.name !== 'link' || others.length > 0 || this.#extent(at, mark) > 1 || !this.#style.delimiters)
      return null;
    if (/[\s<>\\]|&#?\w+;/.test(insert)) return null;
    const isWeb = isWebAddress(link) && insert === link;
    const isMail = link === `mailto:${insert}` && /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(insert);
    return isWeb || isMail ? `<${insert}>` : null;
  }

  #embed(at: number, embed: Embed, attributes: Attributes): string {
    const type = embedType(embed);
    const value = String(embed[type]);
    const isLast = at === this.#runs.length - 1;
    switch (type) {
      case 'line-break': {
        if (this.#place === 'paragraph' && this.#style.breaks && !isLast) return '\\\n';
        // Alone on its line, it would be read as a block of HTML.
        return this.#runs.length === 1 ? '<br data-embed="line-break">' : '<br>';
      }
      case 'image':
        return this.#image(embed, value, attributes);
      case 'formula':
        if (this.#style.delimiters && isInlineFormula(value)) return `$${value}$`;
        break;
      case 'footnote':
        return `[^${this.#notes.get(at)}]`;
    }
    const html = embedHtml(embed, { link: 'x' }, { note: () => 0, image: (address) => address });
    // What is between the tags is not read, but must not end them.
    const [, tag = '', name = ''] = /^(<([a-z]+)(?:[^>"]|"[^"]*")*>)/.exec(html) ?? [];
    const shown = type === 'divider' || type === 'page-break' ? '' : escapeAll(value).replaceAll('\n', ' ');
    return `${tag.replaceAll('\n', '&#10;')}${shown}</${name}>`;
  }

  #image(embed: Embed, address: string, { alt, width, height }: Attributes): string {
    const text = String(alt ?? '');
    const isSimple = width === undefined && height === undefined && !/\n|^\s|\s$/.test(text);
    if (isSimple && this.#style.delimiters)
      return `![${escapeText(text, { inLink: true, before: false, after: false })}](${destination(address)})`;
    const attributes = Object.fromEntries(
      Object.entries({ alt, width, height }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
    return embedHtml(embed, attributes, { note: () => 0, image: (one) => one }).replaceAll('\n', '&#10;');
  }
}

const ORDER = ['link', 'bold', 'italic', 'strike', 'background', 'underline', 'script'];

function marksOf({ attributes = {} }: Run): Mark[] {
  return ORDER.filter((name) => attributes[name] !== undefined).map((name) => {
    return { name, value: attributes[name] as Attributes[string] };
  });
}

function same(a: Mark, b: Mark): boolean {
  return a.name === b.name && a.value === b.value;
}

function attributeValue(value: string): string {
  return escapeHtml(value).replaceAll('\n', '&#10;');
}

function destination(address: string): string {
  const escaped = address.replace(/[\\<>]|&(?=#?\w+;)/g, '\\$&');
  return /^[^\s()<>\\]+$/.test(address) ? escaped : `<${escaped}>`;
}

function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const isPadded = /^`|`$/.test(text) || (/^ .* $/.test(text) && /[^ ]/.test(text));
  return isPadded ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

// Whether what is written reads as these runs, and as nothing else.
// A document may have images of its own alone, so these say which it is.
function documentOfImages(runs: readonly Run[]): string | null {
  for (const { insert } of runs) {
    const docId =
      typeof insert !== 'string' && typeof insert.image === 'string' ? uploadOf(insert.image) : null;
    if (docId !== null) return docId;
  }
  return null;
}

function reads(written: string, runs: readonly Run[], place: LinePlace, labels: readonly string[]): boolean {
  const builder = new DocumentBuilder(new Warnings(), () => 'x');
  const context = { warnings: new Warnings(), addresses: undefined, note: (label: string) => label };
  const inline = new InlineReader(builder, { ...context, docId: documentOfImages(runs) });
  if (place === 'single') inline.read(parseLine(written, labels));
  else {
    const texts = new Map(labels.map((label) => [label, label]));
    const { tokens, inside } = parseMarkdown(written, { texts, used: new Set() });
    // One tag alone is a block of HTML, from which the embed comes as well.
    if (tokens.length === 1 && tokens[0]?.type === 'html_block')
      return runs.length === 1 && typeof runs[0]?.insert !== 'string';
    if (tokens.length !== 3 || tokens[0]?.type !== 'paragraph_open') return false;
    inline.read(inside(tokens[1] as Token));
  }
  let next = 0;
  const expected = runs.map(({ insert, attributes }): Run => {
    return { insert: noteOf(insert) === null ? insert : { footnote: labels[next++] ?? '' }, attributes };
  });
  const read = builder.takeRuns();
  return (
    canonicalJson(documentOf([{ runs: read, format: {} }])) ===
    canonicalJson(documentOf([{ runs: expected, format: {} }]))
  );
}
