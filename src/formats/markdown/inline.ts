import type { Token } from 'markdown-it';
import { isLinkAddress } from '../../ot/addresses.ts';
import type { Attributes } from '../../ot/op.ts';
import { isShortText } from '../../ot/values.ts';
import type { DocumentBuilder } from '../blocks/builder.ts';
import { readdressElement, type SourceAddresses } from '../html/addresses.ts';
import { embedIn, insteadOfImage, made, shortened } from '../html/embeds.ts';
import { marksIn } from '../html/marks.ts';
import { stylesOf } from '../html/styles.ts';
import type { Element } from '../html/tree.ts';
import { Unreadable } from '../unreadable.ts';
import { HIGHLIGHT } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import { filtered, readTag } from './raw-html.ts';

/** What the reader of a line's tokens asks of the text around it. */
export interface InlineContext {
  warnings: Warnings;
  docId: string | null;
  addresses: SourceAddresses | undefined;
  /** The text of a footnote by its label. */
  note(label: string): string;
}

interface Open {
  name: string;
  /** The marks of what was before it. */
  before: Attributes;
  apply(marks: Attributes): Attributes;
}

const MARKS: Readonly<Record<string, Attributes>> = {
  strong: { bold: true },
  em: { italic: true },
  s: { strike: true },
  mark: { background: HIGHLIGHT },
};
// More than a document has marks at one place.
const DEEPEST = 100;
const VOID = new Set([
  'br',
  'hr',
  'img',
  'input',
  'wbr',
  'area',
  'col',
  'embed',
  'source',
  'track',
  'link',
  'meta',
]);

/** Reads the tokens of one line of text into a document that is being built. */
export class InlineReader {
  readonly #builder: DocumentBuilder;
  readonly #context: InlineContext;
  #open: Open[] = [];
  #marks: Attributes = {};
  // The element whose content is not read, since it is an embed; and how many of its name are open in it.
  #skipped: { name: string; depth: number } | null = null;

  constructor(builder: DocumentBuilder, context: InlineContext) {
    this.#builder = builder;
    this.#context = context;
  }

  read(tokens: readonly Token[]): void {
    this.#open = [];
    this.#marks = {};
    this.#skipped = null;
    for (const token of tokens) {
      if (token.type === 'html_inline') this.#html(token.content);
      else if (this.#skipped === null) this.#token(token);
    }
  }

  #token(token: Token): void {
    const { type, content } = token;
    switch (type) {
      case 'text':
      case 'text_special':
        this.#text(content);
        return;
      case 'softbreak':
        this.#text(' ');
        return;
      case 'hardbreak':
        this.#builder.embed({ 'line-break': true }, this.#marks);
        return;
      case 'code_inline':
        this.#builder.text(content, { ...this.#marks, code: true });
        return;
      case 'formula':
        this.#embed('formula', shortened(content, this.#context.warnings));
        return;
      case 'note':
        this.#embed('footnote', this.#context.note(content));
        return;
      case 'image':
        this.#image(token);
        return;
      case 'link_open':
        this.#link(token);
        return;
      default: {
        const name = type.replace(/_(open|close)$/, '');
        const own = Object.hasOwn(MARKS, name) ? MARKS[name] : undefined;
        if (type.endsWith('_close')) this.#close(name);
        else if (own !== undefined) this.#begin(name, (marks) => ({ ...marks, ...own }));
      }
    }
  }

  #text(text: string): void {
    this.#builder.text(text, this.#marks);
  }

  #embed(type: string, value: string): void {
    const embedded = value === '' ? null : made(type, value, this.#context.docId);
    if (embedded === null) this.#text(value);
    else this.#builder.embed(embedded.embed, this.#marks);
  }

  #image(token: Token): void {
    const { warnings, docId, addresses } = this.#context;
    const written = String(token.attrGet('src') ?? '');
    const src = addresses?.image(written) ?? written;
    const alt = shortened(plain(token.children ?? []), warnings);
    if (token.attrGet('title')) warnings.add('titles');
    const embedded = made('image', src, docId);
    if (embedded !== null)
      this.#builder.embed(embedded.embed, { ...this.#marks, ...(alt !== '' && { alt }) });
    else {
      warnings.add('dropped_image');
      this.#text(alt);
    }
  }

  #link(token: Token): void {
    const { warnings, addresses } = this.#context;
    const written = String(token.attrGet('href') ?? '');
    const href = addresses?.link(written) ?? written;
    if (token.attrGet('title')) warnings.add('titles');
    const isKept = isLinkAddress(href) && isShortText(href);
    if (!isKept) warnings.add('dropped_address');
    this.#begin('link', (marks) => (isKept ? { ...marks, link: href } : marks));
  }

  #begin(name: string, apply: Open['apply']): void {
    if (this.#open.length >= DEEPEST)
      throw new Unreadable(
        'too_deep',
        `A paragraph has more than ${DEEPEST} marks or elements at one place.`,
      );
    this.#open.push({ name, before: this.#marks, apply });
    this.#marks = apply(this.#marks);
  }

  // Elements and delimiters may cross: what is still open keeps its marks.
  #close(name: string): void {
    const at = this.#open.findLastIndex((open) => open.name === name);
    const closed = this.#open[at];
    if (closed === undefined) return;
    this.#open.splice(at, 1);
    this.#marks = closed.before;
    for (const open of this.#open.slice(at)) {
      open.before = this.#marks;
      this.#marks = open.apply(this.#marks);
    }
  }

  #html(source: string): void {
    const tag = readTag(source);
    if (filtered(source)) {
      if (this.#skipped === null) this.#text(source);
    } else if (tag === null) this.#context.warnings.add('dropped_element');
    else if (this.#skipped !== null) this.#passed(tag.name, tag.closes);
    else if (tag.closes) this.#close(`<${tag.name}`);
    else this.#element(tag.name, tag.element);
  }

  #passed(name: string, closes: boolean): void {
    if (this.#skipped?.name !== name) return;
    this.#skipped.depth += closes ? -1 : 1;
    if (this.#skipped.depth === 0) this.#skipped = null;
  }

  #element(name: string, element: Element): void {
    const { warnings, docId, addresses } = this.#context;
    if (addresses !== undefined) readdressElement(element, addresses);
    const styles = stylesOf(element);
    const isVoid = VOID.has(name);
    const embedded =
      name === 'br' || name === 'hr'
        ? made(name === 'br' ? 'line-break' : 'divider', true, null)
        : embedIn(element, styles, { docId });
    if (embedded !== null) {
      this.#builder.embed(embedded.embed, { ...embedded.attributes, ...this.#marks });
      if (!isVoid) this.#skipped = { name, depth: 1 };
    } else if (name === 'img') this.#text(insteadOfImage(element, warnings));
    else if (isVoid) {
      if (name !== 'wbr') warnings.add('dropped_element');
    } else this.#begin(`<${name}`, (marks) => marksIn(element, styles, marks, warnings));
  }
}

function plain(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (type === 'softbreak' || type === 'hardbreak') return ' ';
      return type === 'image' ? plain(children ?? []) : content;
    })
    .join('');
}
