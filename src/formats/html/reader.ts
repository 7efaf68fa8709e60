import type { Attributes } from '../../ot/op.ts';
import type { DocumentBuilder } from '../blocks/builder.ts';
import { EMBED_ATTRIBUTE, LINE_ATTRIBUTE } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import { BLOCKS, hasPageBreak, isBlock, isComment, isJoined, NO_PLACE, NO_TEXT } from './elements.ts';
import { embedIn, type ImageRule, insteadOfImage } from './embeds.ts';
import { isMarker, itemIn, wordItem } from './items.ts';
import { calloutOf, languageOf } from './kinds.ts';
import { lineFormats } from './line-formats.ts';
import { marksIn } from './marks.ts';
import type { Notes } from './notes.ts';
import type { StyleSheet } from './sheet.ts';
import { Spaces } from './spaces.ts';
import { isHiddenBy, type Styles, stylesOf, type WhiteSpace, whiteSpaceIn } from './styles.ts';
import { gridOf } from './tables.ts';
import { attribute, type Element, hasClass, isElement, isText, type Node, textIn } from './tree.ts';

/** What an element inherits from those around it. */
interface Around {
  readonly marks: Attributes;
  /** The formats of the lines in it. */
  readonly own: Attributes;
  readonly space: WhiteSpace;
  readonly isCode: boolean;
  readonly inList: 'ol' | 'ul' | null;
  readonly inTable: boolean;
}

const OUTSIDE: Around = {
  marks: {},
  own: {},
  space: 'collapses',
  isCode: false,
  inList: null,
  inTable: false,
};

const DEEPEST = 9;

/** What a reader of HTML is told beside the page. */
export interface HtmlContext {
  warnings: Warnings;
  notes: Notes;
  sheet: StyleSheet;
  images: ImageRule;
}

/** Reads HTML into a document that is being built, by what an allowlist of elements, attributes and styles says. */
export class HtmlReader {
  readonly #builder: DocumentBuilder;
  readonly #spaces: Spaces;
  readonly #warnings: Warnings;
  readonly #notes: Notes;
  readonly #sheet: StyleSheet;
  readonly #images: ImageRule;
  readonly #boxes = new Set<Element>();

  constructor(builder: DocumentBuilder, { warnings, notes, sheet, images }: HtmlContext) {
    this.#builder = builder;
    this.#spaces = new Spaces(builder);
    this.#warnings = warnings;
    this.#notes = notes;
    this.#sheet = sheet;
    this.#images = images;
  }

  /** Reads these nodes as blocks; text outside blocks is a paragraph. */
  read(nodes: readonly Node[]): void {
    this.#walk(nodes, OUTSIDE);
    this.#spaces.endLine({});
  }

  #walk(nodes: readonly Node[], around: Around): void {
    for (const node of nodes) {
      if (isText(node)) this.#text(node.value, around);
      else if (isElement(node)) this.#element(node, around);
    }
  }

  #text(text: string, { marks, own, space, isCode }: Around): void {
    if (!isCode) {
      this.#spaces.text(text, marks, space);
      return;
    }
    text.split('\n').forEach((line, at) => {
      if (at > 0) this.#builder.endLine(own);
      this.#builder.text(line, marks);
    });
  }

  #element(element: Element, around: Around): void {
    const { tagName } = element;
    if (NO_TEXT.has(tagName) || this.#notes.isNote(element)) return;
    const styles = stylesOf(element, this.#sheet);
    if (this.#boxes.has(element) || isMarker(styles)) return;
    if (isHiddenBy(styles) || attribute(element, 'hidden') !== null) {
      if (textIn(element.childNodes).trim() !== '') this.#warnings.add('hidden_text');
      return;
    }
    if (this.#embed(element, styles, around)) return;
    if (NO_PLACE.has(tagName) || isComment(element, styles)) {
      if (tagName === 'input' && attribute(element, 'type') === 'hidden') return;
      this.#warnings.add('dropped_element');
      // What stands in a player is for those who cannot play it; a button's words are the page's.
      return;
    }
    const inside = this.#inside(element, styles, around);
    if (tagName === 'table') this.#table(element, inside);
    else if (BLOCKS.has(tagName) || styles.get('display')?.toLowerCase() === 'block')
      this.#block(element, styles, around, inside);
    else if (tagName === 'q') this.#quoted(element, inside);
    else this.#walk(element.childNodes, inside);
  }

  #inside(element: Element, styles: Styles, around: Around): Around {
    // The `code` in a `pre` says only that it is code.
    const marks =
      around.isCode && element.tagName === 'code'
        ? around.marks
        : marksIn(element, styles, around.marks, this.#warnings);
    return { ...around, marks, space: whiteSpaceIn(styles) ?? around.space };
  }

  // Whether the element is an embed, a break or a footnote's number, which is now written.
  #embed(element: Element, styles: Styles, around: Around): boolean {
    const { tagName } = element;
    if (tagName === 'hr') {
      this.#spaces.endLine(around.own);
      this.#builder.embed({ divider: true }, {});
      this.#builder.endLine({});
      return true;
    }
    if (tagName === 'br') {
      if (attribute(element, EMBED_ATTRIBUTE) !== null)
        this.#spaces.embed({ 'line-break': true }, around.marks);
      else if (around.isCode) this.#builder.endLine(around.own);
      else if (hasClass(element, 'Apple-interchange-newline')) return true;
      else {
        this.#spaces.break(around.marks);
        if (hasPageBreak(styles)) this.#spaces.embed({ 'page-break': true }, {});
      }
      return true;
    }
    const note = this.#notes.referredBy(element);
    const embedded = note !== null ? note : embedIn(element, styles, this.#images);
    if (embedded === null) {
      if (tagName !== 'img') return false;
      // What a checklist of Google Docs draws its boxes with.
      const isBox = attribute(element, 'aria-roledescription') === 'checkbox';
      if (!isBox) this.#spaces.text(insteadOfImage(element, this.#warnings), around.marks, 'collapses');
      return true;
    }
    const { embed, attributes } = embedded;
    const isWhole = BLOCKS.has(tagName);
    if (isWhole) this.#spaces.endLine(around.own);
    this.#spaces.embed(embed, { ...attributes, ...around.marks });
    if (isWhole) this.#spaces.endLine(around.own);
    return true;
  }

  #block(element: Element, styles: Styles, around: Around, inside: Around): void {
    const { tagName } = element;
    this.#spaces.endLine(around.own);
    if (tagName === 'ul' || tagName === 'ol' || tagName === 'menu' || tagName === 'dir') {
      this.#list(element, inside);
      return;
    }
    if (tagName === 'li') {
      this.#item(element, styles, inside);
      return;
    }
    if (tagName === 'blockquote') {
      this.#builder.enterQuote(isJoined(element));
      this.#lines(element, { ...inside, own: lineFormats(element, styles, inside.own) });
      this.#builder.leave();
      return;
    }
    const callout = calloutOf(element);
    if (callout !== null) {
      this.#builder.enterCallout(callout, isJoined(element));
      this.#lines(element, inside);
      this.#builder.leave();
      return;
    }
    const word = wordItem(element, styles);
    // A numbered heading is a heading; its number is left out.
    if (word !== null && !/^h[1-6]$/.test(tagName)) {
      for (let i = 0; i < word.level; i++) this.#builder.enterList();
      this.#builder.enterItem(word.kind);
      this.#lines(element, inside);
      for (let i = 0; i <= word.level; i++) this.#builder.leave();
      return;
    }
    const own = lineFormats(element, styles, inside.own);
    if (tagName === 'pre' || tagName === 'xmp' || tagName === 'listing')
      this.#code(element, { ...inside, own });
    else if (tagName === 'dd') this.#lines(element, { ...inside, own: { indent: 1, ...own } });
    else this.#lines(element, { ...inside, own });
  }

  #lines(element: Element, inside: Around): void {
    const before = this.#builder.lineCount;
    this.#walk(element.childNodes, inside);
    // A format that the document's own writer says belongs to a line, even an empty one.
    const isOwn = attribute(element, LINE_ATTRIBUTE) !== null && before === this.#builder.lineCount;
    this.#spaces.endLine(inside.own, isOwn);
  }

  #code(element: Element, inside: Around): void {
    if (!isJoined(element)) this.#builder.begin('code-block');
    const language = languageOf(element);
    const own = { 'code-block': language ?? true, ...inside.own };
    this.#walk(element.childNodes, { ...inside, own, isCode: true });
    // A last newline ends the last line, and begins no other.
    if (this.#builder.inLine || textIn(element.childNodes) === '') this.#builder.endLine(own);
  }

  #list(element: Element, inside: Around): void {
    const isOrdered = element.tagName === 'ol';
    const start = attribute(element, 'start');
    if (isOrdered && start !== null && start.trim() !== '1') this.#warnings.add('list_start');
    this.#builder.enterList();
    this.#walk(element.childNodes, { ...inside, own: {}, inList: isOrdered ? 'ol' : 'ul' });
    this.#spaces.endLine({});
    this.#builder.leave();
  }

  #item(element: Element, styles: Styles, inside: Around): void {
    const { kind, box } = itemIn(element, inside.inList === 'ol');
    if (box !== null) this.#boxes.add(box);
    // Quill's own lists are flat; classes say the depth.
    const depth = Number(
      /(?:^|\s)ql-indent-([1-8])(?:\s|$)/.exec(attribute(element, 'class') ?? '')?.[1] ?? 0,
    );
    const nested = depth + (inside.inList === null ? 1 : 0);
    // Word on the web writes each item into a list of its own.
    const level = Number(attribute(element, 'data-aria-level') ?? 0) || 0;
    const lists = Math.max(nested, Math.min(level, DEEPEST) - (inside.inList === null ? 0 : 1));
    for (let i = 0; i < lists; i++) this.#builder.enterList();
    this.#builder.enterItem(kind);
    const own = lineFormats(element, styles, {});
    this.#itemLines(element, { ...inside, own, inList: null });
    this.#builder.leave();
    for (let i = 0; i < lists; i++) this.#builder.leave();
  }

  // The item's own formats are those of its first line.
  #itemLines(element: Element, inside: Around): void {
    for (const node of element.childNodes) {
      if (isElement(node) && isBlock(node) && this.#builder.atItem) this.#spaces.endLine(inside.own);
      const around = this.#builder.atItem ? inside : { ...inside, own: {} };
      if (isText(node)) this.#text(node.value, around);
      else if (isElement(node)) this.#element(node, around);
    }
    if (this.#builder.atItem) this.#spaces.endLine(inside.own, true);
    else this.#spaces.endLine({});
  }

  #quoted(element: Element, inside: Around): void {
    this.#spaces.text('“', inside.marks, 'collapses');
    this.#walk(element.childNodes, inside);
    this.#spaces.text('”', inside.marks, 'collapses');
  }

  #table(element: Element, inside: Around): void {
    this.#spaces.endLine(inside.own);
    const caption = element.childNodes.filter(isElement).find(({ tagName }) => tagName === 'caption');
    if (caption !== undefined) this.#element(caption, inside);
    const rows = gridOf(element, this.#sheet, this.#warnings);
    if (inside.inTable) {
      // Tables do not nest: its cells become lines of the cell that it is in.
      this.#warnings.add('nested_table');
      for (const row of rows)
        for (const { element: cell } of row) if (cell !== null) this.#lines(cell, inside);
      return;
    }
    if (!rows.some((row) => row.length > 0)) {
      this.#walk(element.childNodes, inside);
      return;
    }
    this.#builder.enterTable();
    for (const row of rows) {
      if (row.length === 0) continue;
      this.#builder.enterRow();
      for (const { column, own, element: cell } of row) {
        this.#builder.enterCell(column, own);
        if (cell !== null) {
          const styles = stylesOf(cell, this.#sheet);
          const format = lineFormats(cell, styles, {});
          const marks = marksIn(cell, styles, inside.marks, this.#warnings);
          this.#lines(cell, { ...inside, marks, own: format, inList: null, inTable: true });
        }
        this.#builder.leave();
      }
    }
    this.#builder.leave();
  }
}
