import type { Attributes, Embed } from '../../ot/op.ts';
import { MAX_VALUE_LENGTH } from '../../ot/values.ts';
import type { Origin } from '../imported.ts';
import type { BaseText } from '../office/base-text.ts';
import type { ReadingCost } from '../office/cost.ts';
import { LineEmitter } from '../office/emitter.ts';
import { addRun, type FoundParagraph, type FoundRun, isRun, newParagraph } from '../office/found.ts';
import { embedWith, fits } from '../office/own.ts';
import type { PlacedPicture } from '../office/pictures.ts';
import type { Regions } from './changes.ts';
import { Collapsed } from './collapsed.ts';
import { EmbedMark } from './embed-marks.ts';
import { type LineContext, lineFormat, type OdtParagraph } from './line-format.ts';
import type { Drawing } from './pictures.ts';
import type { Styles } from './read-styles.ts';
import type { TableReader } from './read-tables.ts';
import { Spans } from './spans.ts';

/** What the reader of the text knows of the rest of the file. */
export interface FileContext extends LineContext {
  readonly base: BaseText;
  readonly cost: ReadingCost;
  readonly styles: Styles;
  readonly pictures: ReadonlyMap<string, PlacedPicture | null>;
  readonly newId: () => string;
}

/** An embed of ours that a span shows. */
export interface OwnEmbed {
  readonly type: string;
  readonly value: string | undefined;
}

interface Open {
  readonly paragraph: FoundParagraph<OdtParagraph>;
  readonly spans: Spans;
  readonly space: Collapsed;
}

/** Collects the paragraphs of a file from what its reader finds in them. */
export class Collector {
  /** The addresses of the pictures of the file that the text has. */
  readonly used = new Set<string>();
  /** The table around; tables in it are lines of its cells. */
  table: TableReader | null = null;
  readonly #context: FileContext;
  readonly #regions: Regions;
  readonly #open: Open[] = [];
  readonly #lines: LineEmitter<OdtParagraph>;
  #isAfterBreak = false;
  // A box to tick is parted from its text by a space.
  #isAfterBox = false;
  #ruby = '';
  #mark: EmbedMark | null = null;

  constructor(context: FileContext, regions: Regions) {
    this.#context = context;
    this.#regions = regions;
    this.#lines = new LineEmitter(context.base, {
      breaksBefore: ({ style, isAfterBreak }) =>
        isAfterBreak || (style.paragraph.breaksBefore === true && style.kind.kind !== 'page-break'),
      shown: ({ style }) =>
        style.kind.kind === 'page-break'
          ? { 'page-break': true }
          : style.kind.kind === 'rule' || style.hasRule
            ? { divider: true }
            : null,
      format: (properties, own) => lineFormat(properties, own, context),
    });
  }

  /** Whether a paragraph is open. */
  get inParagraph(): boolean {
    return this.#open.length > 0;
  }

  /** The spans of the paragraph that is read. */
  get spans(): Spans | undefined {
    return this.#open.at(-1)?.spans;
  }

  beginParagraph(
    properties: Omit<OdtParagraph, 'isAfterBreak'>,
    { exact, before }: { exact: string | undefined; before: { json: string; by: Origin } | null },
  ): void {
    const { cost, styles, docId } = this.#context;
    cost.keep('paragraph');
    const own: OdtParagraph = { ...properties, isAfterBreak: this.#isAfterBreak };
    if (this.#regions.deleted === null) this.#isAfterBreak = properties.style.paragraph.breaksAfter === true;
    const paragraph = newParagraph(own, exact);
    if (before !== null)
      paragraph.before = { properties: { ...own, over: before.json }, by: before.by, exact };
    this.#open.push({
      paragraph,
      spans: new Spans(properties.style, styles, docId),
      space: new Collapsed(),
    });
  }

  endParagraph(): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    const { paragraph, space } = open;
    if (this.#mark !== null && this.#open.length === 0) this.#endMark(open);
    if (space.endsInLayout) trimEnd(paragraph);
    this.#isAfterBox = false;
    paragraph.inserted = this.#regions.inserted;
    this.#place(paragraph, this.#open.at(-1));
  }

  /** Ends a row of the table. */
  endRow(): void {
    const { table } = this;
    if (table === null) return;
    for (const { paragraph, given, isLast } of table.endRow(table.rowTimes))
      this.#lines.emit(paragraph, given, isLast);
  }

  /** Adds text as the file has it. */
  text(raw: string): void {
    const open = this.#open.at(-1);
    if (open !== undefined) this.#add(open, open.space.take(raw), {});
  }

  /** Adds the content that an element means. */
  add(content: string | Embed, own: Attributes = {}): void {
    const open = this.#open.at(-1);
    if (open === undefined) return;
    open.space.other();
    this.#add(open, content, own);
  }

  /** Adds an embed of ours; false where a document may not have it. */
  addOwn({ type, value }: OwnEmbed): boolean {
    const embed = embedWith(type, [value], this.#context.docId);
    if (embed !== null) this.add(embed);
    return embed !== null;
  }

  /** Takes where a bookmark begins or ends: one of ours says what embed stands between. */
  bookmark(kind: 'start' | 'end', name: string): void {
    const open = this.#open.at(-1);
    if (open === undefined) return;
    if (kind === 'start') this.#mark ??= EmbedMark.of(name);
    else if (this.#mark?.name === name) this.#endMark(open);
  }

  addNote(text: string): void {
    if (text.length > MAX_VALUE_LENGTH) this.#context.warnings.add('shortened');
    this.add({ footnote: text.slice(0, MAX_VALUE_LENGTH).toWellFormed() });
  }

  /** Takes a box to tick: at the beginning of a paragraph that makes it an item. Says whether it did. */
  box(isChecked: boolean): boolean {
    const paragraph = this.#open.at(-1)?.paragraph;
    if (paragraph === undefined || paragraph.checked !== null || paragraph.items.some(isRun)) return false;
    paragraph.checked = isChecked;
    this.#isAfterBox = true;
    return true;
  }

  /** Takes where a comment begins, ends or stands. */
  comment(kind: 'comment-start' | 'comment-end' | 'comment', id: string): void {
    this.#context.cost.keep('entry');
    const open = this.#open.at(-1);
    if (open !== undefined) open.paragraph.items.push({ kind, id });
    else this.#context.base.item({ kind, id });
  }

  /** Begins a link. */
  beginLink(attributes: ReadonlyMap<string, string>): void {
    const href = attributes.get('xlink:href') ?? '';
    const isShown = attributes.has('d:shown');
    this.spans?.openLink(isShown ? null : this.#address(attributes.get('d:value') ?? href));
  }

  /** Adds what a drawing shows. */
  drawing(drawing: Drawing): void {
    const found = drawing.finish();
    if (found === null) return;
    const { picture } = found;
    if (picture?.isInside) this.used.add(picture.address);
    if (this.inParagraph) {
      this.add(found.insert, found.attributes);
      return;
    }
    // One that stands on a page, and not in its text.
    const style = this.#context.styles.get('paragraph', undefined);
    const plain = { style, isStyled: false, outline: null, item: null };
    this.beginParagraph(plain, { exact: undefined, before: null });
    this.add(found.insert, found.attributes);
    this.endParagraph();
  }

  /** Takes how characters are read: it follows them, in brackets. */
  reading(text: string): void {
    this.#ruby += text;
  }

  endRuby(): void {
    const text = this.#ruby.trim();
    this.#ruby = '';
    if (text !== '') this.add(`(${text})`);
  }

  /** Puts what was deleted in its place. */
  deleted(id: string): void {
    const open = this.#open.at(-1);
    const region = this.#regions.get(id);
    if (open === undefined || region === undefined) return;
    // It stands in one place alone.
    const deleted = region.paragraphs.splice(0);
    const whole = open.paragraph.properties;
    for (const [at, { items, properties, exact, before }] of deleted.entries()) {
      for (const item of items)
        open.paragraph.items.push(item.kind === 'run' ? { ...item, deleted: region.by } : item);
      const isLast = at === deleted.length - 1;
      const isOurs = deleted[0]?.exact !== undefined;
      if (isLast) {
        // The paragraph that is left of several is the first one to other programs, and the last one to us.
        if (at > 0 && !isOurs) open.paragraph.properties = joined(properties, whole);
        break;
      }
      const head = newParagraph(isOurs || at > 0 ? properties : joined(properties, whole), exact);
      head.items = open.paragraph.items.splice(0);
      head.before = before;
      head.deleted = region.by;
      head.inserted = this.#regions.inserted;
      this.#context.cost.keep('paragraph');
      this.#place(head, this.#open.at(-2));
    }
  }

  #add(open: Open, content: string | Embed, own: Attributes): void {
    if (content === '') return;
    const { warnings } = this.#context;
    const { attributes, before, isHidden } = open.spans.marks;
    if (isHidden) {
      warnings.add('hidden_text');
      return;
    }
    if (this.#mark !== null) {
      this.#mark.take(content, { attributes: { ...attributes, ...own }, before });
      return;
    }
    const insert =
      this.#isAfterBox && typeof content === 'string' ? content.replace(/^[ \t\u00a0]/, '') : content;
    this.#isAfterBox = false;
    if (insert === '') return;
    const marks = Object.keys(own).length === 0 ? attributes : { ...attributes, ...own };
    this.#push(open, insert, { attributes: marks, before });
  }

  #push(open: Open, insert: string | Embed, marks: Pick<FoundRun, 'attributes' | 'before'>): void {
    const { cost, warnings } = this.#context;
    const inserted = this.#regions.inserted;
    addRun(
      open.paragraph.items,
      { kind: 'run', insert, ...marks, inserted, deleted: null },
      { cost, warnings },
    );
  }

  #endMark(open: Open): void {
    const found = this.#mark?.finish(this.#context.docId) ?? null;
    this.#mark = null;
    if (found !== null) this.#push(open, found.insert, found);
  }

  #address(address: string): string | null {
    const { docId, warnings } = this.#context;
    for (const one of [address, address.trim()]) if (fits('link', one, docId)) return one;
    warnings.add(address.startsWith('#') ? 'internal_links' : 'dropped_address');
    return null;
  }

  #place(paragraph: FoundParagraph<OdtParagraph>, outer: Open | undefined): void {
    const around = outer?.paragraph.asides ?? this.#regions.deleted ?? this.table?.paragraphs;
    if (around) around.push(paragraph);
    else this.#lines.emit(paragraph, {}, false);
  }
}

// A paragraph of what was deleted need not say that it is an item.
function joined(deleted: OdtParagraph, whole: OdtParagraph): OdtParagraph {
  if (!deleted.isStyled && deleted.outline === null) return whole;
  return { ...deleted, item: deleted.item ?? whole.item, isAfterBreak: whole.isAfterBreak };
}

// The white space at the end of a paragraph is none of its text.
function trimEnd({ items }: FoundParagraph<OdtParagraph>): void {
  const at = items.findLastIndex(isRun);
  const last = items[at];
  if (last?.kind !== 'run' || typeof last.insert !== 'string' || !last.insert.endsWith(' ')) return;
  const insert = last.insert.slice(0, -1);
  if (insert === '') items.splice(at, 1);
  else items[at] = { ...last, insert };
}
