import type { ReadingCost } from '../office/cost.ts';
import type { XmlHandler } from '../xml/read-xml.ts';

/** A level of a list. */
export interface ListLevel {
  readonly kind: 'bullet' | 'ordered' | 'none';
  readonly start: number;
}

interface Definition {
  levels: Map<number, { kind: ListLevel['kind']; start: number }>;
  /** The style whose list this one is. */
  link: string | null;
}

const UNKNOWN: ListLevel = { kind: 'ordered', start: 1 };

/** The lists of a file, by the number that paragraphs name. */
export class Numbering implements XmlHandler {
  readonly #cost: ReadingCost;
  readonly #definitions = new Map<string, Definition>();
  readonly #lists = new Map<string, { definition: string; overrides: Definition }>();
  readonly #ofStyles = new Map<string, Definition>();
  #definition: Definition | null = null;
  #list: { definition: string; overrides: Definition } | null = null;
  #level: { kind: ListLevel['kind']; start: number } | null = null;
  #overridden = 0;

  constructor(cost: ReadingCost) {
    this.#cost = cost;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const value = attributes.get('w:val') ?? '';
    switch (name) {
      case 'w:abstractNum':
        this.#cost.keep('entry');
        this.#definition = { levels: new Map(), link: null };
        this.#definitions.set(attributes.get('w:abstractNumId') ?? '', this.#definition);
        break;
      case 'w:num':
        this.#cost.keep('entry');
        this.#list = { definition: '', overrides: { levels: new Map(), link: null } };
        this.#lists.set(attributes.get('w:numId') ?? '', this.#list);
        break;
      case 'w:abstractNumId':
        if (this.#list !== null) this.#list.definition = value;
        break;
      case 'w:lvlOverride':
        this.#overridden = Number(attributes.get('w:ilvl')) || 0;
        break;
      case 'w:lvl': {
        this.#cost.keep('item');
        const into = this.#list?.overrides ?? this.#definition;
        this.#level = { kind: 'ordered', start: 1 };
        into?.levels.set(Number(attributes.get('w:ilvl') ?? this.#overridden) || 0, this.#level);
        break;
      }
      case 'w:start':
        if (this.#level !== null) this.#level.start = Number(value);
        break;
      case 'w:numFmt':
        if (this.#level !== null)
          this.#level.kind = value === 'bullet' || value === 'none' ? value : 'ordered';
        break;
      case 'w:numStyleLink':
        if (this.#definition !== null) this.#definition.link = value;
        break;
      case 'w:styleLink':
        this.#cost.keep('item');
        if (this.#definition !== null) this.#ofStyles.set(value, this.#definition);
        break;
    }
  }

  close(name: string): void {
    if (name === 'w:abstractNum') this.#definition = null;
    if (name === 'w:num') this.#list = null;
    if (name === 'w:lvl') this.#level = null;
  }

  text(): void {}

  /** A level of the list with this number; null where there is no such list. */
  level(numId: string, level: number): ListLevel | null {
    const list = this.#lists.get(numId);
    if (list === undefined) return null;
    const own = this.#definitions.get(list.definition);
    const linked = own?.link ? this.#ofStyles.get(own.link) : undefined;
    return list.overrides.levels.get(level) ?? own?.levels.get(level) ?? linked?.levels.get(level) ?? UNKNOWN;
  }
}
