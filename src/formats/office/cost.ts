import { UnreadableFile } from '../unreadable-file.ts';

// Bytes that are held of one until the file is read: of an entry of a list by ids, a paragraph, something in one, a
// person.
const COSTS = { entry: 600, paragraph: 400, item: 250, author: 600 } as const;

// What an engine keeps of a piece beside its signs.
const PIECE = 32;

// A file expands five hundred times: without a bound, one of some hundred kilobytes fills the memory of an isolate.
const MOST_BYTES = 48 * 1024 * 1024;

// Of the parts that are read, expanded: some seconds of work, for the shortest tags. The text of a document of 5 MiB takes
// much less.
const MOST_XML = 32 * 1024 * 1024;

/** What reading a file of an office program takes in memory and time, over all its parts. */
export class ReadingCost {
  #left = MOST_BYTES;
  #xml = MOST_XML;

  /** Counts something that is kept until the file is read. Throws `UnreadableFile` for more than may be. */
  keep(kind: keyof typeof COSTS): void {
    this.#spend(COSTS[kind]);
  }

  /** Counts a piece of text that is kept, in units. Throws `UnreadableFile` for more than may be. */
  keepText(units: number): void {
    this.#spend(units + PIECE);
  }

  /** Counts the bytes of a part that is about to be read. Throws `UnreadableFile` for more than may be. */
  readXml(bytes: number): void {
    this.#xml -= bytes;
    if (this.#xml < 0)
      throw new UnreadableFile(`The parts of the file have more than ${MOST_XML} bytes of XML together.`);
  }

  #spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw new UnreadableFile('The file has more parts, paragraphs or notes than can be read at once.');
  }
}
