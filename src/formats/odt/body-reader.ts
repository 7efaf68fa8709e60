import type { Origin } from '../imported.ts';
import { detached } from '../xml/detached.ts';
import type { XmlHandler } from '../xml/read-xml.ts';
import { Boxes } from './boxes.ts';
import { Regions } from './changes.ts';
import { spacesOf } from './collapsed.ts';
import { Collector, type FileContext } from './collector.ts';
import { DRAWINGS, LEFT_OUT, WITHOUT_TEXT } from './elements.ts';
import { InnerTexts } from './inner-texts.ts';
import { Lists } from './lists.ts';
import { Drawing } from './pictures.ts';
import { Annotations } from './read-annotations.ts';
import { TableReader } from './read-tables.ts';

type Named = ReadonlyMap<string, string>;

/** Reads the text of an OpenDocument file. */
export class BodyReader implements XmlHandler {
  readonly annotations: Annotations;
  readonly #context: FileContext;
  readonly #regions: Regions;
  readonly #found: Collector;
  readonly #lists: Lists;
  readonly #path: string[] = [];
  // How deep the reader is in something that is left out.
  #skipped = 0;
  readonly #inner: InnerTexts;
  readonly #drawings: Drawing[] = [];
  readonly #leave: (() => void)[] = [];
  #innerTables = 0;
  readonly #boxes: Boxes;

  constructor(context: FileContext) {
    this.#context = context;
    this.#regions = new Regions(context.cost);
    this.#found = new Collector(context, this.#regions);
    this.#boxes = new Boxes(this.#found);
    this.#inner = new InnerTexts(context);
    this.#lists = new Lists(context.styles, context.warnings);
    this.annotations = new Annotations(context.cost);
  }

  /** The addresses of the pictures of the file that the text has. */
  get used(): ReadonlySet<string> {
    return this.#found.used;
  }

  open(name: string, attributes: Named): void {
    if (this.#skipped > 0) {
      this.#skipped++;
      return;
    }
    if (this.#inner.open(name, attributes)) return;
    // What the formats were only files of ours say.
    if (name === 'text:format-change' && !attributes.has('d:said'))
      this.#context.warnings.add('tracked_changes');
    if (LEFT_OUT.has(name)) {
      this.#skipped = 1;
      return;
    }
    this.#path.push(name);
    if (!this.#regions.open(name, attributes)) this.#element(name, attributes);
    if (this.#skipped > 0 || this.#inner.isOpen) this.#path.pop();
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped--;
      return;
    }
    if (this.#inner.close(name)) return;
    this.#path.pop();
    this.#regions.close(name);
    this.#end(name);
  }

  text(text: string): void {
    if (this.#skipped > 0) return;
    if (this.#inner.text(text) || this.#regions.text(text)) return;
    const around = this.#path.at(-1) ?? '';
    if (around === 'svg:title' || around === 'svg:desc') {
      this.#context.cost.keepText(text.length);
      this.#drawings.at(-1)?.describe(around, text);
    } else if (around === 'text:ruby-text') this.#found.reading(text);
    else if (this.#found.inParagraph && !WITHOUT_TEXT.has(around) && !DRAWINGS.has(around)) {
      this.#context.cost.keepText(text.length);
      this.#found.text(detached(text));
    }
  }

  #element(name: string, attributes: Named): void {
    switch (name) {
      case 'text:p':
      case 'text:h':
        this.#beginParagraph(name, attributes);
        break;
      case 'text:span':
        this.#beginSpan(attributes);
        break;
      case 'text:a':
      case 'draw:a':
        this.#found.beginLink(attributes);
        break;
      case 'text:s':
        this.#spaces(attributes);
        break;
      case 'text:tab':
        this.#found.add('\t');
        break;
      case 'text:line-break':
        this.#found.add({ 'line-break': true });
        break;
      case 'text:bookmark-start':
      case 'text:bookmark-end':
        this.#found.bookmark(
          name === 'text:bookmark-start' ? 'start' : 'end',
          attributes.get('text:name') ?? '',
        );
        break;
      case 'text:note':
        this.#note();
        break;
      case 'office:annotation':
        this.#annotation(attributes);
        break;
      case 'office:annotation-end':
        this.#found.comment('comment-end', attributes.get('office:name') ?? '');
        break;
      case 'text:change':
        this.#found.deleted(attributes.get('text:change-id') ?? '');
        break;
      case 'text:change-start':
      case 'text:change-end':
        this.#regions.mark(name, attributes.get('text:change-id') ?? '');
        break;
      case 'text:list':
        this.#lists.begin(attributes.get('text:style-name'));
        break;
      case 'text:list-item':
      case 'text:list-header':
        this.#lists.beginItem(attributes, name === 'text:list-header');
        break;
      case 'table:table':
        this.#beginTable(attributes);
        break;
      case 'text:section':
      case 'text:hidden-text':
      case 'text:hidden-paragraph':
        this.#hidden(name, attributes);
        break;
      case 'loext:content-control':
        if (this.#boxes.control(attributes)) this.#skipped = 1;
        break;
      case 'field:fieldmark':
      case 'field:param':
        this.#boxes.field(name, attributes);
        break;
      default:
        this.#other(name, attributes);
    }
  }

  #end(name: string): void {
    switch (name) {
      case 'text:p':
      case 'text:h':
        this.#found.endParagraph();
        break;
      case 'text:span':
        this.#found.spans?.close();
        break;
      case 'text:a':
      case 'draw:a':
        this.#found.spans?.closeLink();
        break;
      case 'field:fieldmark':
        this.#boxes.endField();
        break;
      case 'text:ruby':
        this.#found.endRuby();
        break;
      case 'text:list':
        this.#lists.end();
        break;
      case 'table:table':
        if (this.#innerTables > 0) this.#innerTables--;
        else this.#found.table = null;
        this.#leave.pop()?.();
        break;
      case 'table:table-row':
        if (this.#innerTables === 0) this.#found.endRow();
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell':
      case 'table:table-header-rows':
        if (this.#innerTables === 0) this.#found.table?.close(name);
        break;
      case 'draw:text-box':
        this.#leave.pop()?.();
        break;
      default:
        if (DRAWINGS.has(name)) this.#endDrawing();
    }
  }

  #other(name: string, attributes: Named): void {
    if (DRAWINGS.has(name)) {
      this.#drawings.push(new Drawing(name, attributes, this.#context));
      return;
    }
    this.#drawings.at(-1)?.open(name, attributes);
    if (name === 'draw:text-box') this.#leave.push(this.#lists.enter());
    else if (this.#innerTables === 0) this.#found.table?.open(name, attributes);
  }

  #beginParagraph(name: string, attributes: Named): void {
    for (const drawing of this.#drawings) drawing.hasText = true;
    const named = attributes.get('text:style-name');
    const style = this.#context.styles.get('paragraph', named);
    const level = Number(attributes.get('text:outline-level') ?? 1);
    const outline = name === 'text:h' ? Math.max(Number.isInteger(level) ? level : 1, 1) : null;
    const item = this.#lists.take(style.listStyle);
    const own = { exact: attributes.get('d:line'), before: this.#before(attributes) };
    const isStyled = named !== undefined;
    this.#found.beginParagraph({ style, isStyled, outline, item }, own);
  }

  #beginSpan(attributes: Named): void {
    const { spans } = this.#found;
    if (spans === undefined) return;
    spans.open(attributes.get('text:style-name'), attributes.get('d:format'), this.#before(attributes));
    const type = attributes.get('d:embed');
    if (type === undefined || !this.#found.addOwn({ type, value: attributes.get('d:value') })) return;
    // The text in the span is only the sign of the embed.
    spans.close();
    this.#skipped = 1;
  }

  #before(attributes: Named): { json: string; by: Origin } | null {
    const json = attributes.get('d:before');
    const region = this.#regions.get(attributes.get('d:change'));
    return json === undefined || region === undefined ? null : { json, by: region.by };
  }

  #spaces(attributes: Named): void {
    const spaces = spacesOf(attributes);
    this.#context.cost.keepText(spaces.length);
    this.#found.add(spaces);
  }

  #note(): void {
    this.#inner.begin((note) => {
      if (note.isFormatted) this.#context.warnings.add('note_marks');
      this.#found.addNote(note.value);
    });
  }

  #annotation(attributes: Named): void {
    const { id, kind } = this.annotations.begin(attributes);
    this.#found.comment(kind, id);
    this.#inner.begin((comment) => this.annotations.end(id, comment));
  }

  #beginTable(attributes: Named): void {
    const { warnings } = this.#context;
    const isInChange = this.#regions.deleted !== null;
    if (isInChange) warnings.add('tracked_changes');
    if (isInChange || this.#found.table !== null || this.#found.inParagraph) {
      this.#innerTables++;
      if (!isInChange) warnings.add('nested_table');
    } else {
      this.#found.table = new TableReader(this.#context, attributes.has('d:widths'), {
        style: this.#context.styles.get('paragraph', undefined),
        isStyled: false,
        outline: null,
        item: null,
        isAfterBreak: false,
      });
    }
    this.#leave.push(this.#lists.enter());
  }

  #hidden(name: string, attributes: Named): void {
    const isHidden =
      name === 'text:section'
        ? attributes.get('text:display') === 'none'
        : attributes.get('text:is-hidden') === 'true';
    if (!isHidden) return;
    this.#context.warnings.add('hidden_text');
    this.#skipped = 1;
  }

  #endDrawing(): void {
    const drawing = this.#drawings.pop();
    if (drawing !== undefined) this.#found.drawing(drawing);
  }
}
