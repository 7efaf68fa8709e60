import type { ReadingCost } from '../office/cost.ts';
import { isMonospaced, type Look } from '../office/marks.ts';
import { isCodeName, isLinkName, kindNamed, type StyleKind } from '../office/style-kinds.ts';
import type { Warnings } from '../warnings.ts';
import type { XmlHandler } from '../xml/read-xml.ts';
import { LEVEL_INCHES, pixels } from './measures.ts';
import { type ParagraphLook, readParagraphProperties, readTextProperties } from './properties.ts';
import { type ListStyle, levelOf } from './read-lists.ts';

interface Style {
  /** As its users see it. */
  readonly name: string;
  readonly parent: string | null;
  /** It says what one place looks like, and has no name for its users. */
  readonly isAutomatic: boolean;
  readonly outline: number | null;
  readonly listStyle: string | undefined;
  readonly beginsPage: boolean;
  run: Look;
  paragraph: ParagraphLook;
  /** Of a column, in pixels. */
  width: number | null;
}

/** A style with all that it is based on. */
export interface ResolvedStyle {
  readonly kind: StyleKind;
  /** What is said of the place itself. */
  readonly own: Look;
  /** What the styles with names say, without that. */
  readonly named: Look;
  readonly isNamed: boolean;
  readonly isCode: boolean;
  readonly isLink: boolean;
  readonly paragraph: Readonly<ParagraphLook>;
  /** In inches: the indent that the styles with names say. */
  readonly namedIndent: number | undefined;
  /** How many levels the place itself is indented. */
  readonly levels: number;
  readonly hasRule: boolean;
  readonly listStyle: string | undefined;
}

const PLAIN: ResolvedStyle = {
  kind: { kind: 'plain' },
  own: {},
  named: {},
  isNamed: false,
  isCode: false,
  isLink: false,
  paragraph: {},
  namedIndent: undefined,
  levels: 0,
  hasRule: false,
  listStyle: undefined,
};
const LONGEST_CHAIN = 50;

/** The styles of a file: those with names, and the automatic ones of its text. */
export class Styles implements XmlHandler {
  readonly lists = new Map<string, ListStyle>();
  readonly #cost: ReadingCost;
  readonly #warnings: Warnings;
  readonly #styles = new Map<string, Style>();
  readonly #resolved = new Map<string, ResolvedStyle>();
  readonly #fonts = new Set<string>();
  #style: Style | null = null;
  #list: ListStyle | null = null;
  #isAutomatic = false;
  #takesAutomatic = false;

  constructor(cost: ReadingCost, warnings: Warnings) {
    this.#cost = cost;
    this.#warnings = warnings;
  }

  /** Begins with the automatic styles of the text: those of headers and footers have the same names. */
  beginText(): void {
    this.#takesAutomatic = true;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    switch (name) {
      case 'office:automatic-styles':
        this.#isAutomatic = true;
        break;
      case 'style:font-face':
        this.#font(attributes);
        break;
      case 'style:style':
        this.#begin(attributes);
        break;
      case 'style:text-properties':
        if (this.#style !== null) readTextProperties(this.#style.run, attributes, this.#fonts);
        break;
      case 'style:paragraph-properties':
        if (this.#style !== null) readParagraphProperties(this.#style.paragraph, attributes);
        break;
      case 'style:table-column-properties':
        if (this.#style !== null) this.#style.width = pixels(attributes.get('style:column-width'));
        break;
      case 'style:header':
      case 'style:footer':
        if (attributes.get('style:display') !== 'false') this.#warnings.add('page_layout');
        break;
      case 'text:list-style':
        this.#cost.keep('entry');
        this.#list = new Map();
        if (this.#isTaken) this.lists.set(attributes.get('style:name') ?? '', this.#list);
        break;
      default: {
        const level = this.#list === null ? null : levelOf(name, attributes);
        if (level === null) return;
        this.#cost.keep('item');
        this.#list?.set(...level);
      }
    }
  }

  close(name: string): void {
    if (name === 'office:automatic-styles') this.#isAutomatic = false;
    if (name === 'style:style') this.#style = null;
    if (name === 'text:list-style') this.#list = null;
  }

  text(): void {}

  /** The style of a family with this name; a plain one for an unknown name. */
  get(family: 'paragraph' | 'text', name: string | undefined): ResolvedStyle {
    return name === undefined ? PLAIN : this.#get(family, name, 0);
  }

  /** The width of the columns of a style, in pixels; null where it says none. */
  columnWidth(name: string | undefined): number | null {
    return this.#styles.get(`table-column ${name}`)?.width ?? null;
  }

  get #isTaken(): boolean {
    return this.#takesAutomatic || !this.#isAutomatic;
  }

  #font(attributes: ReadonlyMap<string, string>): void {
    const name = attributes.get('style:name') ?? '';
    const family = (attributes.get('svg:font-family') ?? '').replace(/^['"]|['"].*$/g, '');
    if (attributes.get('style:font-pitch') !== 'fixed' && !isMonospaced(family)) return;
    this.#cost.keep('item');
    this.#fonts.add(name);
  }

  #begin(attributes: ReadonlyMap<string, string>): void {
    this.#cost.keep('entry');
    const id = attributes.get('style:name') ?? '';
    const outline = Number(attributes.get('style:default-outline-level'));
    this.#style = {
      name: attributes.get('style:display-name') ?? decoded(id),
      parent: attributes.get('style:parent-style-name') ?? null,
      isAutomatic: this.#isAutomatic,
      outline: outline >= 1 ? outline : null,
      listStyle: attributes.get('style:list-style-name'),
      beginsPage: this.#isAutomatic && (attributes.get('style:master-page-name') ?? '') !== '',
      run: {},
      paragraph: {},
      width: null,
    };
    if (this.#isTaken) this.#styles.set(`${attributes.get('style:family')} ${id}`, this.#style);
  }

  #get(family: string, name: string, depth: number): ResolvedStyle {
    const key = `${family} ${name}`;
    const known = this.#resolved.get(key);
    const style = this.#styles.get(key);
    if (known !== undefined || style === undefined) return known ?? PLAIN;
    this.#cost.keep('entry');
    const isLast = style.parent === null || depth === LONGEST_CHAIN;
    const base = isLast ? PLAIN : this.#get(family, style.parent as string, depth + 1);
    const resolved = style.isAutomatic ? automatic(style, base) : based(style, base);
    this.#resolved.set(key, resolved);
    return resolved;
  }
}

function based(style: Style, base: ResolvedStyle): ResolvedStyle {
  const { name, outline, run, paragraph, listStyle } = style;
  const level = outline === null ? base.kind : ({ kind: 'header', level: Math.min(outline, 6) } as const);
  return {
    ...base,
    kind: kindNamed(name) ?? level,
    named: { ...base.named, ...run },
    isNamed: true,
    isCode: base.isCode || isCodeName(name),
    isLink: base.isLink || isLinkName(name),
    paragraph: { ...base.paragraph, ...paragraph },
    namedIndent: paragraph.indent ?? base.namedIndent,
    hasRule: false,
    listStyle: listStyle ?? base.listStyle,
  };
}

function automatic({ run, paragraph, beginsPage, listStyle }: Style, base: ResolvedStyle): ResolvedStyle {
  const { indent } = paragraph;
  const isIndented = indent !== undefined && indent !== base.namedIndent;
  return {
    ...base,
    own: { ...base.own, ...run },
    paragraph: {
      ...base.paragraph,
      ...paragraph,
      ...(beginsPage && { breaksBefore: true }),
    },
    levels: isIndented ? Math.round(indent / LEVEL_INCHES) : base.levels,
    hasRule: paragraph.hasRule ?? base.hasRule,
    listStyle: listStyle ?? base.listStyle,
  };
}

// Names of XML have no spaces: `Heading_20_1`.
function decoded(id: string): string {
  return id.replace(/_([0-9a-f]{2,4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
