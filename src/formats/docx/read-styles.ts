import type { ReadingCost } from '../office/cost.ts';
import { isCodeName, isLinkName, kindNamed, type StyleKind } from '../office/style-kinds.ts';
import type { XmlHandler } from '../xml/read-xml.ts';
import {
  type ParagraphProperties,
  type RunProperties,
  readParagraphProperty,
  readRunProperty,
} from './properties.ts';

interface Style {
  name: string;
  basedOn: string | null;
  run: RunProperties;
  paragraph: ParagraphProperties;
}

/** A style with all that it is based on. */
export interface ResolvedStyle {
  readonly kind: StyleKind;
  readonly run: Readonly<RunProperties>;
  readonly paragraph: Readonly<ParagraphProperties>;
  /** Its name says that its text is code. */
  readonly isCode: boolean;
  /** How deep the lists of its name are, from 0: `List Bullet 2`. */
  readonly listDepth: number;
  /** It is that of links, which says nothing of the author's. */
  readonly isLink: boolean;
}

const PLAIN: ResolvedStyle = {
  kind: { kind: 'plain' },
  run: {},
  paragraph: {},
  isCode: false,
  isLink: false,
  listDepth: 0,
};
const LONGEST_CHAIN = 50;

/** The styles of a file, by their ids, which are localised: their names are not. */
export class Styles implements XmlHandler {
  readonly #cost: ReadingCost;
  readonly #styles = new Map<string, Style>();
  readonly #resolved = new Map<string, ResolvedStyle>();
  #style: Style | null = null;
  // Where properties go; those of tables and of the parts of tables say nothing of text.
  #into: 'run' | 'paragraph' | null = null;

  constructor(cost: ReadingCost) {
    this.#cost = cost;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'w:style') {
      this.#cost.keep('entry');
      this.#style = { name: '', basedOn: null, run: {}, paragraph: {} };
      const type = attributes.get('w:type');
      if (type === 'paragraph' || type === 'character')
        this.#styles.set(attributes.get('w:styleId') ?? '', this.#style);
    }
    const style = this.#style;
    if (style === null) return;
    if (name === 'w:name') style.name = attributes.get('w:val') ?? '';
    else if (name === 'w:basedOn') style.basedOn = attributes.get('w:val') ?? null;
    else if (name === 'w:rPr') this.#into = 'run';
    else if (name === 'w:pPr') this.#into = 'paragraph';
    else if (name === 'w:tblStylePr') this.#style = null;
    else if (this.#into === 'run') readRunProperty(style.run, name, attributes);
    else if (this.#into === 'paragraph') readParagraphProperty(style.paragraph, name, attributes);
  }

  close(name: string): void {
    if (name === 'w:style') this.#style = null;
    if (name === 'w:rPr' || name === 'w:pPr') this.#into = null;
  }

  text(): void {}

  /** The style with this id; a plain one for an unknown id. */
  get(id: string | undefined): ResolvedStyle {
    if (id === undefined) return PLAIN;
    const known = this.#resolved.get(id) ?? this.#resolve(id);
    this.#resolved.set(id, known);
    return known;
  }

  #resolve(id: string): ResolvedStyle {
    const chain: Style[] = [];
    for (let at: string | null = id; at !== null && chain.length < LONGEST_CHAIN; ) {
      const style = this.#styles.get(at);
      if (style === undefined) break;
      chain.push(style);
      at = style.basedOn;
    }
    if (chain.length === 0) return PLAIN;
    const run: RunProperties = {};
    const paragraph: ParagraphProperties = {};
    for (const style of chain.toReversed()) {
      Object.assign(run, style.run);
      Object.assign(paragraph, style.paragraph);
    }
    return {
      kind: kindOf(chain),
      run,
      paragraph,
      isCode: chain.some(({ name }) => isCodeName(name)),
      listDepth: Number(/^list (?:bullet|number) ([2-5])$/i.exec(chain[0]?.name ?? '')?.[1] ?? 1) - 1,
      isLink: chain.some(({ name }) => isLinkName(name)),
    };
  }
}

function kindOf(chain: readonly Style[]): StyleKind {
  for (const { name, paragraph } of chain) {
    const kind = kindNamed(name);
    if (kind !== null) return kind;
    if (paragraph.outline !== undefined)
      return paragraph.outline < 6 ? { kind: 'header', level: paragraph.outline + 1 } : { kind: 'plain' };
  }
  return { kind: 'plain' };
}
