import type { Token } from 'markdown-it';
import { newCellId } from '../../base/ids.ts';
import { cutDown } from '../../ot/cut-down.ts';
import type { Attributes, Delta } from '../../ot/op.ts';
import { plainText } from '../../ot/plain-text.ts';
import { DocumentBuilder } from '../blocks/builder.ts';
import type { ItemKind } from '../blocks/model.ts';
import { boundCost } from '../cost.ts';
import { readdress, type SourceAddresses } from '../html/addresses.ts';
import { shortened } from '../html/embeds.ts';
import { isLanguage } from '../html/kinds.ts';
import { Notes } from '../html/notes.ts';
import type { ReadOptions, ReadResult } from '../html/read.ts';
import { HtmlReader } from '../html/reader.ts';
import { StyleSheet } from '../html/sheet.ts';
import { parseHtml } from '../html/tree.ts';
import { Warnings } from '../warnings.ts';
import { readFrontMatter } from './front-matter.ts';
import { type InlineContext, InlineReader } from './inline.ts';
import { type Parsed, parseMarkdown, plainInfo } from './parser.ts';
import { filterHtml } from './raw-html.ts';

/** A document that was read from Markdown; `title` is that of its front matter. */
export interface MarkdownResult extends ReadResult {
  title: string | null;
}

/** Markdown as a document. Throws `Unreadable` for what is too deep, too dense or too large. */
export function readMarkdown(
  markdown: string,
  { docId = null, newId = newCellId, addresses }: ReadOptions = {},
): MarkdownResult {
  const source = markdown.replaceAll(/\r\n?/g, '\n');
  boundCost(source, 'md');
  const warnings = new Warnings();
  const { title, body, others } = readFrontMatter(source);
  warnings.add('front_matter', others);
  const document = readBody(body, { docId, newId, addresses, warnings });
  return { title, document: cutDown(document, docId).ops, warnings: warnings.list() };
}

interface BodyOptions extends Required<ReadOptions> {
  addresses: SourceAddresses | undefined;
  warnings: Warnings;
}

function readBody(body: string, options: BodyOptions): Delta {
  const { docId, newId, addresses, warnings } = options;
  const { tokens, notes, inside } = parseMarkdown(body);
  const texts = new Map<string, string>();
  const note = (label: string): string => {
    const known = texts.get(label);
    if (known !== undefined) return known;
    const text = noteText(notes.texts.get(label) ?? '', options);
    texts.set(label, text);
    return text;
  };
  const builder = new DocumentBuilder(warnings, newId);
  new BlockReader(builder, { docId, addresses, warnings, note }, inside).read(tokens);
  warnings.add('unused_notes', notes.texts.size - notes.used.size);
  return builder.finish();
}

// A note is text: its marks are left out. Notes in notes are none.
function noteText(source: string, options: BodyOptions): string {
  const text = plainText(readBody(source.replaceAll('[^', '\\[^'), options)).trimEnd();
  return shortened(text, options.warnings);
}

class BlockReader {
  readonly #builder: DocumentBuilder;
  readonly #inline: InlineReader;
  readonly #inside: Parsed['inside'];
  readonly #warnings: Warnings;
  readonly #docId: string | null;
  readonly #addresses: SourceAddresses | undefined;
  readonly #ordered: boolean[] = [];
  #column = 0;
  // The cells of a table's head, which is left out when all are empty.
  #inHead = false;
  #own: Attributes = {};

  constructor(builder: DocumentBuilder, context: InlineContext, inside: Parsed['inside']) {
    this.#builder = builder;
    this.#inline = new InlineReader(builder, context);
    this.#inside = inside;
    this.#warnings = context.warnings;
    this.#docId = context.docId;
    this.#addresses = context.addresses;
  }

  read(tokens: readonly Token[]): void {
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at] as Token;
      if (token.type === 'html_block') at = this.#html(tokens, at);
      else if (token.type === 'thead_open' && hasNoHead(tokens, at)) {
        while (tokens[at]?.type !== 'thead_close') at++;
      } else this.#token(token);
    }
  }

  #token(token: Token): void {
    const builder = this.#builder;
    switch (token.type) {
      case 'inline':
        this.#inline.read(this.#inside(token));
        return;
      case 'paragraph_close':
        if (builder.inLine) builder.endLine();
        return;
      case 'heading_close':
        builder.endLine({ header: Number(token.tag.slice(1)) });
        return;
      case 'hr':
        builder.embed({ divider: true }, {});
        builder.endLine();
        return;
      case 'fence':
      case 'code_block':
        this.#code(token);
        return;
      case 'bullet_list_open':
      case 'ordered_list_open':
        if (Number(token.attrGet('start') ?? 1) !== 1) this.#warnings.add('list_start');
        this.#ordered.push(token.type === 'ordered_list_open');
        builder.enterList();
        return;
      case 'list_item_open':
        builder.enterItem(this.#itemKind(token));
        return;
      case 'blockquote_open':
        if (token.meta?.callout === undefined) builder.enterQuote();
        else builder.enterCallout(String(token.meta.callout));
        return;
      case 'bullet_list_close':
      case 'ordered_list_close':
        this.#ordered.pop();
        builder.leave();
        return;
      case 'list_item_close':
      case 'blockquote_close':
        builder.leave();
        return;
      default:
        this.#table(token);
    }
  }

  #table(token: Token): void {
    const builder = this.#builder;
    switch (token.type) {
      case 'table_open':
        builder.enterTable();
        return;
      case 'thead_open':
      case 'thead_close':
        this.#inHead = token.type === 'thead_open';
        return;
      case 'tr_open':
        builder.enterRow();
        this.#column = 0;
        return;
      case 'th_open':
      case 'td_open': {
        const align = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1];
        this.#own = align === undefined ? {} : { align };
        builder.enterCell(this.#column++, this.#inHead ? { 'cell-head': true } : {});
        return;
      }
      case 'th_close':
      case 'td_close':
        builder.endLine(this.#own);
        builder.leave();
        return;
      case 'table_close':
        builder.leave();
        return;
    }
  }

  #itemKind({ meta }: Token): ItemKind {
    if (meta?.isChecked !== undefined) return meta.isChecked ? 'checked' : 'unchecked';
    return this.#ordered.at(-1) ? 'ordered' : 'bullet';
  }

  #code({ content, info }: Token): void {
    const [language = ''] = plainInfo(info).trim().split(/\s+/);
    this.#builder.begin('code-block');
    for (const line of content.replace(/\n$/, '').split('\n')) {
      this.#builder.text(line, undefined);
      this.#builder.endLine({ 'code-block': isLanguage(language) ? language : true });
    }
  }

  // Neighbouring blocks of HTML are one: empty lines part, for example, the rows of a table.
  #html(tokens: readonly Token[], from: number): number {
    let at = from;
    let html = '';
    while (tokens[at]?.type === 'html_block') html += tokens[at++]?.content ?? '';
    const nodes = parseHtml(filterHtml(html));
    readdress(nodes, this.#addresses);
    const notes = new Notes(nodes, this.#warnings);
    const context = {
      warnings: this.#warnings,
      notes,
      sheet: new StyleSheet(nodes),
      images: { docId: this.#docId },
    };
    new HtmlReader(this.#builder, context).read(nodes);
    return at - 1;
  }
}

function hasNoHead(tokens: readonly Token[], at: number): boolean {
  for (let i = at; tokens[i] !== undefined && tokens[i]?.type !== 'thead_close'; i++)
    if (tokens[i]?.type === 'inline' && tokens[i]?.content !== '') return false;
  return true;
}
