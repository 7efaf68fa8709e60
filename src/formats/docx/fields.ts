import { UnreadableFile } from '../unreadable-file.ts';
import { isOn } from './properties.ts';

// All that are open are asked for each piece of text. Programs nest a few.
const DEEPEST_FIELD = 64;
const LONGEST_INSTRUCTION = 10_000;

interface Field {
  instruction: string;
  /** Before its result comes what it is made by. */
  inResult: boolean;
  /** Whether its result is a link, once that began. */
  isLink: boolean;
  /** The state of a box of a form. */
  checked: boolean | null;
  /** Its link, once it was asked for. */
  link: string | null | undefined;
}

/** What a field links to: an address, or a place in the same document. */
export type FieldLink = { readonly address: string } | { readonly anchor: string };

/** The fields that are open: they begin and end between runs, and nest. */
export class Fields {
  readonly #open: Field[] = [];

  /** Whether what comes is no text: it is what a field is made by. */
  get inInstruction(): boolean {
    return this.#open.some(({ inResult }) => !inResult);
  }

  /** Begins, parts or ends a field; gives the state of a box of a form that ends. */
  mark(type: string | undefined): boolean | null {
    if (type === 'begin') {
      if (this.#open.length === DEEPEST_FIELD)
        throw new UnreadableFile(
          `The file has fields that nest deeper than ${DEEPEST_FIELD}, or do not end.`,
        );
      this.#open.push({ instruction: '', inResult: false, isLink: false, checked: null, link: undefined });
    }
    const field = this.#open.at(-1);
    if (type === 'separate' && field !== undefined) {
      field.inResult = true;
      field.isLink = /^\s*HYPERLINK\s/i.test(field.instruction);
    }
    if (type === 'end') return this.#open.pop()?.checked ?? null;
    return null;
  }

  /** Begins a field whose result follows. */
  simple(instruction: string): void {
    this.mark('begin');
    this.instruct(instruction);
    this.mark('separate');
  }

  /** Takes a piece of what the innermost field is made by. */
  instruct(text: string): void {
    const field = this.#open.at(-1);
    if (field !== undefined && !field.inResult && field.instruction.length < LONGEST_INSTRUCTION)
      field.instruction += text.slice(0, LONGEST_INSTRUCTION);
  }

  /** Takes what the innermost field says of its box. */
  box(name: string, value: string | undefined): void {
    const field = this.#open.at(-1);
    if (field === undefined) return;
    if (name === 'w:checkBox') field.checked = false;
    else if (field.checked !== null) field.checked = isOn(value);
  }

  /** The link that the text stands in: what `keepLink` was told of it, or what the field says; null for none. */
  takeLink(): FieldLink | string | null {
    const field = this.#linking();
    return field === undefined ? null : field.link === undefined ? linkOf(field.instruction) : field.link;
  }

  /** Keeps what that link is for the text that follows, and gives it. */
  keepLink(link: string | null): string | null {
    const field = this.#linking();
    if (field !== undefined) field.link = link;
    return link;
  }

  #linking(): Field | undefined {
    return this.#open.find(({ isLink }) => isLink);
  }
}

/** What the instruction of a field links to; null for another field. */
export function linkOf(instruction: string): FieldLink | null {
  const [, rest] = /^\s*HYPERLINK\s+(.*)$/is.exec(instruction) ?? [];
  if (rest === undefined) return null;
  let address = '';
  let anchor = '';
  let flag = '';
  for (const [, name, quoted, bare] of rest.matchAll(/\\([a-z])|"((?:[^"\\]|\\.)*)"|([^\s"\\]+)/gi)) {
    if (name !== undefined) {
      // `\n` and `\m` have no value.
      flag = /[lot]/i.test(name) ? name.toLowerCase() : '';
      continue;
    }
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '';
    if (flag === 'l') anchor = value;
    else if (flag === '') address ||= value;
    flag = '';
  }
  if (address === '') return anchor === '' ? null : { anchor };
  return { address: anchor === '' ? address : `${address}#${anchor}` };
}
