import type { ReadingCost } from '../office/cost.ts';
import { PlainText } from './plain-text.ts';
import type { Styles } from './read-styles.ts';

/** Reads notes and comments, which stand in the middle of a paragraph. Each call says whether one is read. */
export class InnerTexts {
  readonly #context: { cost: ReadingCost; styles: Styles };
  #inner: { text: PlainText; depth: number; done: (text: PlainText) => void } | null = null;

  constructor(context: { cost: ReadingCost; styles: Styles }) {
    this.#context = context;
  }

  /** Whether one is read. */
  get isOpen(): boolean {
    return this.#inner !== null;
  }

  /** Reads what comes until the element that began ends. */
  begin(done: (text: PlainText) => void): void {
    this.#inner = { text: new PlainText(this.#context), depth: 0, done };
  }

  open(name: string, attributes: ReadonlyMap<string, string>): boolean {
    if (this.#inner === null) return false;
    this.#inner.depth++;
    this.#inner.text.open(name, attributes);
    return true;
  }

  close(name: string): boolean {
    if (this.#inner === null) return false;
    if (this.#inner.depth-- > 0) this.#inner.text.close(name);
    else {
      const { text, done } = this.#inner;
      this.#inner = null;
      done(text);
    }
    return true;
  }

  text(text: string): boolean {
    this.#inner?.text.text(text);
    return this.#inner !== null;
  }
}
