import { UnreadableFile } from '../unreadable-file.ts';

// Bytes that are held of one until the file is read: of an entry of a list by ids, a paragraph, something in one, a
// person.
const COSTS = { entry: 600, paragraph: 400, item: 250, author: 600 } as const;

// What an engine keeps of a piece beside its signs.
const PIECE = 32;

// A file expands five hundred times: without a bound, one of some hundred kilobytes fills the memory of an isolate.
const MOST_BYTES = 48 * 1024 * 1024;

/** What reading a file of an office program takes in memory, over all its parts. */
export class ReadingCost {
  #left = MOST_BYTES;

  /** Counts something that is kept until the file is read. Throws `UnreadableFile` for more than may be. */
  keep(kind: keyof typeof COSTS): void {
    this.#spend(COSTS[kind]);
  }

  /** Counts a piece of text that is kept, in units. Throws `UnreadableFile` for more than may be. */
  keepText(units: number): void {
    this.#spend(units + PIECE);
  }

  #spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw new UnreadableFile('The file has more parts, paragraphs or notes than can be read at once.');
  }
}
