import type { Attributes, Embed } from '../../ot/op.ts';
import { MAX_VALUE_LENGTH } from '../../ot/values.ts';
import type { Origin } from '../imported.ts';
import type { BaseText } from '../office/base-text.ts';
import type { ReadingCost } from '../office/cost.ts';
import { LineEmitter } from '../office/emitter.ts';
import { addRun, isRun, newParagraph } from '../office/found.ts';
import { fits } from '../office/own.ts';
import type { PlacedPicture } from '../office/pictures.ts';
import { type Control, embedOf, isEmbedControl } from './controls.ts';
import { Fields } from './fields.ts';
import type { OpenRun, WordParagraph } from './found.ts';
import { type LineContext, lineFormat } from './line-format.ts';
import { isHidden, marksOf } from './marks.ts';
import type { Relationship } from './package.ts';
import type { ParagraphProperties } from './properties.ts';
import type { DrawingReader } from './read-pictures.ts';
import type { TableReader } from './read-tables.ts';
import { symbolOf } from './symbols.ts';

/** What the reader of the text knows of the rest of the file. */
export interface FileContext extends LineContext {
  readonly base: BaseText;
  readonly cost: ReadingCost;
  readonly relationships: ReadonlyMap<string, Relationship>;
  readonly pictures: ReadonlyMap<string, PlacedPicture>;
  /** The texts of footnotes and endnotes, by their ids. */
  readonly footnotes: ReadonlyMap<string, string>;
  readonly endnotes: ReadonlyMap<string, string>;
  readonly newId: () => string;
}

/** A link as a file has it. */
export interface FileLink {
  id: string | undefined;
  anchor: string | undefined;
  exact: string | undefined;
  isShown: boolean;
}

/** Collects the paragraphs of a file from what its reader finds in them. */
export class Collector {
  readonly #context: FileContext;
  readonly #paragraphs: WordParagraph[] = [];
  readonly #lines: LineEmitter<ParagraphProperties>;
  readonly fields = new Fields();
  readonly runs: OpenRun[] = [];
  readonly controls: Control[] = [];
  readonly inserted: Origin[] = [];
  readonly deleted: Origin[] = [];
  /** The addresses of the pictures of the file that the text has. */
  readonly used = new Set<string>();
  readonly #links: (string | null)[] = [];
  /** The table around; tables in it are lines of its cells. */
  table: TableReader | null = null;
  // Where in the items of the paragraph a reading of characters begins, and that reading.
  #ruby: { from: number; text: string } | null = null;
  // A box to tick is parted from its text by a tab or a space.
  #isAfterBox = false;

  constructor(context: FileContext) {
    this.#context = context;
    const { styles } = context;
    this.#lines = new LineEmitter(context.base, {
      breaksBefore: ({ breaksBefore }) => breaksBefore === true,
      shown: ({ style, hasRule }) =>
        hasRule || styles.get(style).kind.kind === 'rule' ? { divider: true } : null,
      format: (properties, own) => lineFormat(properties, own, context),
    });
  }

  /** The paragraph that is read. */
  get paragraph(): WordParagraph | undefined {
    return this.#paragraphs.at(-1);
  }

  beginParagraph(exact: string | undefined): void {
    this.#context.cost.keep('paragraph');
    this.#paragraphs.push(newParagraph({}, exact));
  }

  endParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    if (paragraph === undefined) return;
    this.#isAfterBox = false;
    const around = this.#paragraphs.at(-1)?.asides ?? this.table?.paragraphs;
    if (around) around.push(paragraph);
    else this.#lines.emit(paragraph, {}, false);
  }

  /** Ends a row of the table. */
  endRow(): void {
    for (const { paragraph, given, isLast } of this.table?.endRow() ?? [])
      this.#lines.emit(paragraph, given, isLast);
  }

  /** Adds text or an embed to the paragraph, with the formats of the run that is read. */
  add(content: string | Embed, own: Attributes = {}): void {
    const paragraph = this.paragraph;
    if (paragraph === undefined || this.fields.inInstruction || content === '') return;
    const run = this.runs.at(-1) ?? { properties: {}, before: null, exact: undefined };
    const control = this.controls.find(isEmbedControl);
    if (control !== undefined) {
      control.text += typeof content === 'string' ? content : 'line-break' in content ? '\n' : '';
      control.first ??= { run, attributes: this.#marks(run, paragraph) };
      return;
    }
    if (isHidden(run.properties, this.#context.styles)) {
      this.#context.warnings.add('hidden_text');
      return;
    }
    const insert =
      this.#isAfterBox && typeof content === 'string' ? content.replace(/^[ \t\u00a0]/, '') : content;
    this.#isAfterBox = false;
    if (insert === '') return;
    this.#push(paragraph, insert, { ...this.#marks(run, paragraph), ...own }, run);
  }

  /** Adds a footnote; how its mark is drawn says nothing. */
  note(notes: ReadonlyMap<string, string>, id: string): void {
    const text = notes.get(id);
    const paragraph = this.paragraph;
    const run = this.runs.at(-1);
    if (text === undefined || paragraph === undefined || run === undefined) return;
    if (text.length > MAX_VALUE_LENGTH) this.#context.warnings.add('shortened');
    const footnote = text.slice(0, MAX_VALUE_LENGTH).toWellFormed();
    const { style: _, script: __, ...properties } = run.properties;
    this.#push(paragraph, { footnote }, this.#marks({ ...run, properties }, paragraph), run);
  }

  /** Adds what a font of symbols draws. */
  symbol(font: string, code: string): void {
    const symbol = symbolOf(font, code);
    if (symbol === null) this.#context.warnings.add('mended_characters');
    this.add(symbol ?? '\ufffd');
  }

  /** Takes a box to tick: at the beginning of a paragraph that makes it an item. Says whether it did. */
  box(isChecked: boolean): boolean {
    const { paragraph } = this;
    if (paragraph === undefined || paragraph.checked !== null || paragraph.items.some(isRun)) return false;
    paragraph.checked = isChecked;
    this.#isAfterBox = true;
    return true;
  }

  /** Takes where a comment begins, ends or stands. */
  comment(kind: 'comment-start' | 'comment-end' | 'comment', id: string): void {
    const { paragraph } = this;
    this.#context.cost.keep('entry');
    if (paragraph !== undefined) paragraph.items.push({ kind, id });
    else this.#context.base.item({ kind, id });
  }

  /** Begins a link, by its relationship or to a place in the document. */
  beginLink({ id, anchor, exact, isShown }: FileLink): void {
    // One of ours only shows the address of an embed.
    if (isShown) {
      this.#links.push(this.#currentLink());
      return;
    }
    const target = id === undefined ? undefined : this.#context.relationships.get(id);
    if (target === undefined || !target.isExternal) {
      if (anchor !== undefined) this.#context.warnings.add('internal_links');
      this.#links.push(null);
      return;
    }
    const address = exact ?? (anchor ? `${target.target}#${anchor}` : target.target);
    this.#links.push(this.#link(address));
  }

  endLink(): void {
    this.#links.pop();
  }

  /** Ends a content control; one of ours becomes its embed. */
  endControl(): void {
    const control = this.controls.pop();
    if (control === undefined || !isEmbedControl(control)) return;
    const embed = embedOf(control, this.#context.docId);
    const { paragraph } = this;
    if (paragraph === undefined) return;
    const run = control.first?.run ?? { properties: {}, before: null, exact: undefined };
    const attributes = control.first?.attributes ?? this.#marks(run, paragraph);
    this.#push(paragraph, embed ?? control.text, attributes, run);
  }

  /** Adds what a drawing shows. */
  drawing(drawing: DrawingReader): void {
    const found = drawing.finish();
    if (found === null) return;
    const { picture } = found;
    if (picture?.isInside) this.used.add(picture.address);
    this.add(found.insert, found.attributes);
  }

  beginReading(): void {
    this.#ruby = { from: this.paragraph?.items.length ?? 0, text: '' };
  }

  /** Ends how characters are read: it follows them, in brackets. */
  endReading(): void {
    const { paragraph } = this;
    if (this.#ruby === null || paragraph === undefined) return;
    const read = paragraph.items.splice(this.#ruby.from).map((item) => {
      return item.kind === 'run' && typeof item.insert === 'string' ? item.insert : '';
    });
    this.#ruby.text = read.join('') === '' ? '' : `(${read.join('')})`;
  }

  endRuby(): void {
    const text = this.#ruby?.text ?? '';
    this.#ruby = null;
    this.add(text);
  }

  #push(paragraph: WordParagraph, insert: string | Embed, attributes: Attributes, run: OpenRun): void {
    const before =
      run.before === null ? null : { attributes: this.#marks(run.before, paragraph), by: run.before.by };
    const { cost, warnings } = this.#context;
    const inserted = this.inserted.at(-1) ?? null;
    const deleted = this.deleted.at(-1) ?? null;
    // A reading is cut off where it begins.
    const isApart = this.#ruby !== null;
    const found = { kind: 'run', insert, attributes, before, inserted, deleted } as const;
    addRun(paragraph.items, found, { cost, warnings, isApart });
  }

  #marks({ properties, exact }: Pick<OpenRun, 'properties' | 'exact'>, paragraph: WordParagraph): Attributes {
    const { styles, docId } = this.#context;
    const inCode = styles.get(paragraph.properties.style).kind.kind === 'code';
    return marksOf(properties, exact, { styles, docId, inCode, link: this.#currentLink() });
  }

  #currentLink(): string | null {
    if (this.#links.length > 0) return this.#links.at(-1) ?? null;
    const link = this.fields.takeLink();
    if (link === null || typeof link === 'string') return link;
    if ('anchor' in link) {
      this.#context.warnings.add('internal_links');
      return this.fields.keepLink(null);
    }
    return this.fields.keepLink(this.#link(link.address));
  }

  #link(address: string): string | null {
    for (const one of [address, address.trim()]) if (fits('link', one, this.#context.docId)) return one;
    this.#context.warnings.add('dropped_address');
    return null;
  }
}
