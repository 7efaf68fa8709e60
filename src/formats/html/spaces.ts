import type { Attributes, Embed } from '../../ot/op.ts';
import type { DocumentBuilder } from '../blocks/builder.ts';
import type { WhiteSpace } from './styles.ts';

const SPACES = /[ \t\n\f\r]+/;

/** Text on its way into lines, with the spaces that HTML shows: runs of them are one, and none begins or ends a line. */
export class Spaces {
  readonly #builder: DocumentBuilder;
  // A space that is drawn if something follows it on its line.
  #space: Attributes | null = null;
  #collapses = true;
  // Breaks that are drawn if something follows them; the last one of a line only ends it.
  #breaks: Attributes[] = [];

  constructor(builder: DocumentBuilder) {
    this.#builder = builder;
  }

  /** Whether something stands on the line, if only a break. */
  get inLine(): boolean {
    return this.#builder.inLine || this.#breaks.length > 0;
  }

  /** Adds text as HTML draws it, with the white space that stays. */
  text(text: string, marks: Attributes, space: WhiteSpace): void {
    if (space !== 'collapses') {
      text.split('\n').forEach((line, at) => {
        if (at > 0) this.break(marks);
        if (space === 'lines') this.text(line, marks, 'collapses');
        else if (line !== '') this.#add(line, marks);
      });
      return;
    }
    if (!this.inLine) this.#collapses = true;
    const words = text.split(SPACES);
    words.forEach((word, at) => {
      if (at > 0 && !this.#collapses && this.#space === null) this.#space = marks;
      if (word !== '') this.#add(word, marks);
    });
  }

  /** Adds an embed. */
  embed(embed: Embed, attributes: Attributes): void {
    this.#flush();
    this.#builder.embed(embed, attributes);
    this.#collapses = 'line-break' in embed;
  }

  /** A `<br>`. */
  break(marks: Attributes): void {
    this.#space = null;
    this.#breaks.push(marks);
    this.#collapses = true;
  }

  /** Ends the line if there is one; with `always` also an empty one. */
  endLine(own: Attributes, always = false): void {
    if (!this.inLine && !always) {
      this.#space = null;
      return;
    }
    this.#breaks.pop();
    this.#space = null;
    this.#flush();
    this.#builder.endLine(own);
    this.#collapses = true;
  }

  #add(text: string, marks: Attributes): void {
    this.#flush();
    this.#builder.text(text, marks);
    this.#collapses = false;
  }

  #flush(): void {
    for (const marks of this.#breaks) this.#builder.embed({ 'line-break': true }, marks);
    this.#breaks = [];
    if (this.#space !== null) this.#builder.text(' ', this.#space);
    this.#space = null;
  }
}
