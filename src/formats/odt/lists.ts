import type { Warnings } from '../warnings.ts';
import type { OdtParagraph } from './line-format.ts';
import { listLevel } from './read-lists.ts';
import type { Styles } from './read-styles.ts';

interface ListFrame {
  readonly style: string | undefined;
  /** The style of the item that is read, if it has one of its own. */
  item: string | undefined;
  /** Whether the item that is read has its line. */
  isBegun: boolean;
}

/** The lists that are open around a paragraph. */
export class Lists {
  readonly #styles: Styles;
  readonly #warnings: Warnings;
  #frames: ListFrame[] = [];

  constructor(styles: Styles, warnings: Warnings) {
    this.#styles = styles;
    this.#warnings = warnings;
  }

  /** Begins a place with lists of its own, such as a cell; gives what brings those around it back. */
  enter(): () => void {
    const around = this.#frames;
    this.#frames = [];
    return () => {
      this.#frames = around;
    };
  }

  begin(style: string | undefined): void {
    const around = this.#frames.at(-1);
    // An item whose first part is a list has no line of its own.
    if (around !== undefined) around.isBegun = true;
    this.#frames.push({ style: style ?? around?.item ?? around?.style, item: undefined, isBegun: true });
  }

  end(): void {
    this.#frames.pop();
  }

  /** Begins an item; what stands in a header of a list is none. */
  beginItem(attributes: ReadonlyMap<string, string>, isHeader: boolean): void {
    const list = this.#frames.at(-1);
    if (list === undefined) return;
    list.item = attributes.get('text:style-override');
    list.isBegun = isHeader;
    if ((attributes.get('text:start-value') ?? '1') !== '1') this.#warnings.add('list_start');
  }

  /** What the paragraph that begins is in the lists around it. */
  take(paragraphStyle: string | undefined): OdtParagraph['item'] {
    const list = this.#frames.at(-1);
    if (list === undefined) return null;
    const depth = this.#frames.length - 1;
    const style = list.item ?? list.style ?? paragraphStyle;
    const { kind, isMoved } = listLevel(this.#styles.lists.get(style ?? ''), depth + 1);
    if (list.isBegun) return { kind: null, depth };
    list.isBegun = true;
    if (isMoved) this.#warnings.add('list_start');
    return kind === 'none' ? { kind: null, depth: depth - 1 } : { kind, depth };
  }
}
