import { UnreadableFile } from '../unreadable-file.ts';

/** White space as OpenDocument has it: several spaces, tabs and newlines of the file are one space, none at the beginning. */
export class Collapsed {
  #isAfterSpace = true;
  #endsInLine = false;

  /**
   * Whether the text so far ends in white space that only lays the file out. One space at the end of a paragraph stays,
   * though OpenDocument 1.1 takes it away: LibreOffice writes the author's so.
   */
  get endsInLayout(): boolean {
    return this.#endsInLine;
  }

  /** A piece of text as it counts. */
  take(text: string): string {
    let taken = text;
    const endsInLine = /[\t\n\r][ \t\n\r]*$/.test(text);
    if (/[\t\n\r]| {2}/.test(text)) taken = text.replace(/[ \t\n\r]+/g, ' ');
    if (this.#isAfterSpace && taken.startsWith(' ')) taken = taken.slice(1);
    if (taken === '') {
      this.#endsInLine ||= endsInLine;
      return '';
    }
    this.#isAfterSpace = taken.endsWith(' ');
    this.#endsInLine = endsInLine;
    return taken;
  }

  /** Something else than text came: a space after it counts. */
  other(): void {
    this.#isAfterSpace = false;
    this.#endsInLine = false;
  }
}

const MOST_SPACES = 100_000;

/** The spaces of a `text:s`. Throws `UnreadableFile` for more than any text has in one place. */
export function spacesOf(attributes: ReadonlyMap<string, string>): string {
  const count = Number(attributes.get('text:c') ?? 1);
  if (!Number.isInteger(count) || count < 0) return ' ';
  if (count > MOST_SPACES) throw new UnreadableFile(`The file has ${count} spaces in one place.`);
  return ' '.repeat(count);
}
