import { detached } from '../xml/detached.ts';
import type { XmlHandler } from '../xml/read-xml.ts';
import { Alternatives } from './alternatives.ts';
import { Collector, type FileContext } from './collector.ts';
import { isEmbedControl, newControl, readControl } from './controls.ts';
import { COMMENTS, COUNTED, LEFT_OUT, MATH } from './elements.ts';
import { PropertyReader } from './property-reader.ts';
import { originOf } from './read-comments.ts';
import { DrawingReader } from './read-pictures.ts';
import { TableReader } from './read-tables.ts';
import { signOf } from './signs.ts';

/** Reads the text of a Word file. */
export class BodyReader implements XmlHandler {
  readonly #context: FileContext;
  readonly #path: string[] = [];
  // How deep the reader is in something that is left out.
  #skipped = 0;
  readonly #alternatives = new Alternatives();
  readonly #drawings: DrawingReader[] = [];
  readonly #found: Collector;
  readonly #properties: PropertyReader;
  #innerTables = 0;
  #textInto: 'text' | 'instruction' | 'math' | null = null;
  #math = '';

  constructor(context: FileContext) {
    this.#context = context;
    this.#found = new Collector(context);
    this.#properties = new PropertyReader(this.#found, context.warnings);
  }

  /** The addresses of the pictures of the file that the text has. */
  get used(): ReadonlySet<string> {
    return this.#found.used;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.#skipped > 0) {
      this.#skipped++;
      return;
    }
    const parent = this.#path.at(-1) ?? '';
    this.#path.push(name);
    if (this.#properties.isOpen) {
      if (!this.#properties.open(name, parent, attributes)) this.#skip();
    } else if (name.startsWith('w:')) this.#word(name, parent, attributes);
    else this.#other(name, attributes);
    if (this.#skipped > 0) this.#path.pop();
  }

  close(name: string): void {
    if (this.#skipped > 0) {
      this.#skipped--;
      return;
    }
    this.#path.pop();
    switch (name) {
      case 'w:p':
        this.#found.endParagraph();
        break;
      case 'w:r':
        this.#found.runs.pop();
        break;
      case 'w:rPr':
      case 'w:pPr':
        this.#properties.end(name);
        break;
      case 'w:t':
      case 'w:delText':
      case 'w:instrText':
      case 'm:t':
        this.#textInto = null;
        break;
      case 'w:hyperlink':
        this.#found.endLink();
        break;
      case 'w:fldSimple':
        this.#found.fields.mark('end');
        break;
      case 'w:ins':
      case 'w:moveTo':
        this.#found.inserted.pop();
        break;
      case 'w:del':
      case 'w:moveFrom':
        this.#found.deleted.pop();
        break;
      case 'w:sdt':
        this.#found.endControl();
        break;
      case 'w:tc':
        if (this.#innerTables === 0) this.#found.table?.endCell();
        break;
      case 'w:tr':
        if (this.#innerTables === 0) this.#found.endRow();
        break;
      case 'w:tbl':
        if (this.#innerTables > 0) this.#innerTables--;
        else this.#found.table = null;
        break;
      case 'w:drawing':
      case 'w:pict':
      case 'w:object':
        this.#endDrawing();
        break;
      case 'w:rt':
        this.#found.endReading();
        break;
      case 'w:ruby':
        this.#found.endRuby();
        break;
      case 'mc:AlternateContent':
        this.#alternatives.end();
        break;
      case 'm:oMath':
        this.#found.add(this.#math.trim());
        this.#math = '';
        break;
    }
  }

  text(text: string): void {
    if (this.#textInto === null || this.#skipped > 0) return;
    this.#context.cost.keepText(text.length);
    if (this.#textInto === 'instruction') this.#found.fields.instruct(text);
    else if (this.#textInto === 'math') this.#math += text;
    else this.#found.add(detached(text.includes('\n') ? text.replaceAll('\n', ' ') : text));
  }

  #skip(): void {
    this.#skipped = 1;
  }

  #word(name: string, parent: string, attributes: ReadonlyMap<string, string>): void {
    const { warnings } = this.#context;
    switch (name) {
      case 'w:p':
        // It only parts two tables.
        if (attributes.has('d:absent')) this.#skip();
        else this.#found.beginParagraph(attributes.get('d:line'));
        break;
      case 'w:pPr':
        this.#properties.begin(name);
        break;
      case 'w:r':
        this.#found.runs.push({ properties: {}, before: null, exact: attributes.get('d:format') });
        break;
      case 'w:rPr':
        if (parent === 'w:r') this.#properties.begin(name);
        else this.#skip();
        break;
      case 'w:t':
      case 'w:delText':
        this.#textInto = 'text';
        break;
      case 'w:instrText':
        this.#textInto = 'instruction';
        break;
      case 'w:tab':
      case 'w:ptab':
      case 'w:br':
      case 'w:cr':
      case 'w:noBreakHyphen':
      case 'w:softHyphen':
        this.#found.add(signOf(name, attributes));
        break;
      case 'w:sym':
        this.#found.symbol(attributes.get('w:font') ?? '', attributes.get('w:char') ?? '');
        break;
      case 'w:fldChar':
        this.#box(this.#found.fields.mark(attributes.get('w:fldCharType')));
        break;
      case 'w:fldSimple':
        this.#found.fields.simple(attributes.get('w:instr') ?? '');
        break;
      case 'w:checkBox':
      case 'w:default':
      case 'w:checked':
        this.#found.fields.box(name, attributes.get('w:val'));
        break;
      case 'w:hyperlink':
        this.#found.beginLink({
          id: attributes.get('r:id'),
          anchor: attributes.get('w:anchor'),
          exact: attributes.get('d:value'),
          isShown: attributes.has('d:shown'),
        });
        break;
      case 'w:footnoteReference':
      case 'w:endnoteReference':
        this.#found.note(
          name === 'w:footnoteReference' ? this.#context.footnotes : this.#context.endnotes,
          attributes.get('w:id') ?? '',
        );
        break;
      case 'w:commentRangeStart':
      case 'w:commentRangeEnd':
      case 'w:commentReference':
        this.#found.comment(COMMENTS[name] ?? 'comment', attributes.get('w:id') ?? '');
        break;
      case 'w:ins':
      case 'w:moveTo':
        if (parent === 'w:trPr') warnings.add('tracked_changes');
        this.#found.inserted.push(originOf(attributes));
        break;
      case 'w:del':
      case 'w:moveFrom':
        if (parent === 'w:trPr') warnings.add('tracked_changes');
        this.#found.deleted.push(originOf(attributes));
        break;
      case 'w:sdt':
        this.#found.controls.push(newControl());
        break;
      case 'w:sdtContent':
        this.#beginControl();
        break;
      case 'w:tbl':
        if (this.#found.table !== null || this.#found.paragraph !== undefined) {
          this.#innerTables++;
          warnings.add('nested_table');
        } else this.#found.table = new TableReader(this.#context, attributes.has('d:widths'));
        break;
      case 'w:drawing':
      case 'w:pict':
      case 'w:object':
        this.#drawings.push(new DrawingReader(this.#context.pictures, warnings));
        break;
      case 'w:txbxContent':
        this.#drawings.at(-1)?.open(name, attributes);
        break;
      case 'w:rt':
        this.#found.beginReading();
        break;
      default:
        if (COUNTED[name] !== undefined) warnings.add(COUNTED[name]);
        if (LEFT_OUT.has(name) || name.endsWith('Change')) this.#skip();
        else if (parent === 'w:sdtPr') this.#control(name, attributes);
        else if (this.#innerTables === 0) this.#found.table?.open(name, attributes);
    }
  }

  #other(name: string, attributes: ReadonlyMap<string, string>): void {
    this.#drawings.at(-1)?.open(name, attributes);
    switch (name) {
      case 'mc:AlternateContent':
        this.#alternatives.begin();
        break;
      case 'mc:Choice':
        if (!this.#alternatives.takes(attributes.get('Requires') ?? '')) this.#skip();
        break;
      case 'mc:Fallback':
        if (!this.#alternatives.takes(null)) this.#skip();
        break;
      case 'm:oMath':
        this.#context.warnings.add('formulas');
        this.#math = '';
        break;
      case 'm:t':
        this.#textInto = 'math';
        break;
      case 'w14:checkbox':
      case 'w14:checked':
        this.#control(name, attributes);
        break;
      default:
        this.#math += MATH[name] ?? '';
    }
  }

  #control(name: string, attributes: ReadonlyMap<string, string>): void {
    const control = this.#found.controls.at(-1);
    if (control !== undefined) readControl(control, name, attributes);
  }

  #beginControl(): void {
    const control = this.#found.controls.at(-1);
    if (control === undefined || isEmbedControl(control)) return;
    // What a placeholder says is no text of the document.
    if ((control.isBox && this.#found.box(control.isChecked)) || control.isPlaceholder) this.#skip();
  }

  #box(isChecked: boolean | null): void {
    if (isChecked !== null && !this.#found.box(isChecked)) this.#found.add(isChecked ? '☒' : '☐');
  }

  #endDrawing(): void {
    const drawing = this.#drawings.pop();
    if (drawing !== undefined) this.#found.drawing(drawing);
  }
}
