import type { Embed } from '../../ot/op.ts';
import type { FoundRun } from '../office/found.ts';
import { shownMention } from '../office/mention.ts';
import { embedWith } from '../office/own.ts';
import { escapeValue } from '../xml/escape.ts';

// Programs give a copy of a bookmark a further number at its end.
const NAME = /^cde-\d+-([a-z-]+)(?:=(.*))?;[^;]*$/s;
const LONGEST_NAME = 200;

/** The text in the place of an embed that OpenDocument does not have. */
export function standIn(type: string, value: string): string {
  switch (type) {
    case 'mention':
      return shownMention(value);
    case 'divider':
      return '———';
    case 'page-break':
      // A page can only end between two paragraphs.
      return '\n';
    default:
      return value;
  }
}

/** Marks the text in the place of an embed by a bookmark, which other programs keep. `number` makes its name the only one. */
export function markedXml(
  content: string,
  { type, value, number }: { type: string; value: string; number: number },
): string {
  // The text of a formula is all that it is.
  const said = value === '' || type === 'formula' ? '' : `=${value}`;
  const name = `cde-${number}-${type}${said};`;
  if (name.length > LONGEST_NAME) return content;
  const named = ` text:name="${escapeValue(name)}"`;
  return `<text:bookmark-start${named}/>${content}<text:bookmark-end${named}/>`;
}

type Marks = Pick<FoundRun, 'attributes' | 'before'>;

/** An embed of ours while the text in its place is read. */
export class EmbedMark {
  readonly name: string;
  readonly #type: string;
  readonly #value: string;
  #text = '';
  #marks: Marks | null = null;
  #exact: Embed | null = null;

  private constructor(name: string, type: string, value: string) {
    this.name = name;
    this.#type = type;
    this.#value = value;
  }

  /** That which a bookmark begins; null for another bookmark. */
  static of(name: string): EmbedMark | null {
    const [, type, value = ''] = NAME.exec(name) ?? [];
    return type === undefined ? null : new EmbedMark(name, type, value);
  }

  /** Takes the text in its place, with its formats. */
  take(content: string | Embed, marks: Marks): void {
    this.#marks ??= marks;
    if (typeof content === 'string') this.#text += content;
    else if ('line-break' in content) this.#text += '\n';
    else this.#exact ??= content;
  }

  /** What it is, with its formats: the embed, or the text that was changed in its place; null for nothing. */
  finish(docId: string | null): (Marks & { insert: string | Embed }) | null {
    if (this.#marks === null) return null;
    const embed = this.#exact ?? this.#said(docId);
    const attributes = { ...this.#marks.attributes };
    // It leads there by itself.
    if (this.#exact === null && embed !== null && attributes.link === embed.video) delete attributes.link;
    return { ...this.#marks, attributes, insert: embed ?? this.#text };
  }

  #said(docId: string | null): Embed | null {
    if (this.#type === 'formula') return embedWith(this.#type, [this.#text], docId);
    if (this.#text !== standIn(this.#type, this.#value)) return null;
    return embedWith(this.#type, [this.#value], docId);
  }
}
