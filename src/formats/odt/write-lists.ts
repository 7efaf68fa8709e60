import type { ItemKind } from '../blocks/model.ts';

/** The names of the styles of lists. */
export const LIST_STYLES: Readonly<Record<ItemKind, string>> = {
  bullet: 'Bullets',
  ordered: 'Numbers',
  checked: 'Checked',
  unchecked: 'Unchecked',
};

interface OpenList {
  readonly kind: ItemKind;
  /** Whether its item has a line, and not only a list in it. */
  hasLine: boolean;
}

/** Nests the lists of a text, or of a cell: each call gives what is to be written before the next paragraph. */
export class ListNesting {
  readonly #open: OpenList[] = [];
  readonly #count: { lists: number };
  // The last list of numbers of the first level, for the next one to go on with.
  #numbers: string | null = null;

  /** `count` is that of the lists in the whole text. */
  constructor(count: { lists: number }) {
    this.#count = count;
  }

  /** Begins an item at a level, from 0. */
  item(kind: ItemKind, level: number): string {
    let xml = this.#closeTo(level + 1);
    if (this.#open.length === level + 1) {
      if (this.#open[level]?.kind === kind) xml += '</text:list-item><text:list-item>';
      else xml += this.#closeTo(level);
    }
    while (this.#open.length <= level) xml += this.#begin(kind);
    for (const [at, list] of this.#open.entries()) if (at === level) list.hasLine = true;
    return xml;
  }

  /** Whether a paragraph at this level, from 1, belongs to an item. */
  holds(level: number): boolean {
    return level >= 1 && this.#open[level - 1]?.hasLine === true;
  }

  /** Goes back to the item that a paragraph at this level belongs to. */
  child(level: number): string {
    return this.#closeTo(level);
  }

  /** Ends all lists. What comes between lists parts their numbers, unless it `isIndented`. */
  end(isIndented = false): string {
    if (!isIndented) this.#numbers = null;
    return this.#closeTo(0);
  }

  #begin(kind: ItemKind): string {
    let id = '';
    if (kind === 'ordered' && this.#open.length === 0) {
      const own = `list${++this.#count.lists}`;
      id = ` xml:id="${own}"`;
      if (this.#numbers !== null) id += ` text:continue-list="${this.#numbers}"`;
      this.#numbers = own;
    }
    this.#open.push({ kind, hasLine: false });
    return `<text:list text:style-name="${LIST_STYLES[kind]}"${id}><text:list-item>`;
  }

  #closeTo(depth: number): string {
    let xml = '';
    while (this.#open.length > depth) {
      this.#open.pop();
      xml += '</text:list-item></text:list>';
    }
    return xml;
  }
}
