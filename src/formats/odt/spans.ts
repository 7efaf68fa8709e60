import type { Attributes } from '../../ot/op.ts';
import type { Origin } from '../imported.ts';
import { type Look, marksFrom } from '../office/marks.ts';
import { formatsIn, overlay } from '../office/own.ts';
import type { ResolvedStyle, Styles } from './read-styles.ts';

/** A span as the file has it. */
interface Span {
  readonly style: ResolvedStyle;
  readonly exact: string | undefined;
  /** JSON of what its formats were, and who changed them. */
  readonly before: { json: string; by: Origin } | null;
}

/** The formats of text, and those that it had before a change of them. */
export interface Marks {
  readonly attributes: Attributes;
  readonly before: { readonly attributes: Attributes; readonly by: Origin } | null;
  readonly isHidden: boolean;
}

/** The spans and links that are open in a paragraph, and the formats that they say. */
export class Spans {
  readonly #styles: Styles;
  readonly #docId: string | null;
  readonly #paragraph: ResolvedStyle;
  readonly #spans: Span[] = [];
  readonly #links: (string | null)[] = [];
  #marks: Marks | null = null;

  constructor(paragraph: ResolvedStyle, styles: Styles, docId: string | null) {
    this.#paragraph = paragraph;
    this.#styles = styles;
    this.#docId = docId;
  }

  open(style: string | undefined, exact: string | undefined, before: Span['before']): void {
    this.#spans.push({ style: this.#styles.get('text', style), exact, before });
    this.#marks = null;
  }

  close(): void {
    this.#spans.pop();
    this.#marks = null;
  }

  /** Begins a link; null is one that only shows an embed, or leads nowhere. */
  openLink(link: string | null): void {
    this.#links.push(link);
    this.#marks = null;
  }

  closeLink(): void {
    this.#links.pop();
    this.#marks = null;
  }

  /** The formats of the text that comes. */
  get marks(): Marks {
    this.#marks ??= this.#make();
    return this.#marks;
  }

  #make(): Marks {
    const link = this.#links.findLast((address) => address !== null) ?? null;
    const isNamed = this.#spans.some(({ style }) => style.isNamed);
    const isCode = this.#spans.some(({ style }) => style.isCode);
    const isLink = link !== null && this.#spans.some(({ style }) => style.isLink);
    const inCode = this.#paragraph.kind.kind === 'code';
    // What is said of the paragraph itself is said of its text.
    const look: Look = inCode ? {} : { ...this.#paragraph.own };
    for (const { style } of this.#spans) {
      // How links and code are drawn says no more than that they are.
      if (!style.isCode && !(isLink && style.isLink)) Object.assign(look, style.named);
      Object.assign(look, style.own);
    }
    const exact = this.#spans.findLast((span) => span.exact !== undefined)?.exact;
    const attributes = marksFrom(look, exact, {
      link,
      isOwnLook: !isNamed,
      isCode,
      inCode,
      docId: this.#docId,
    });
    const changed = this.#spans.findLast(({ before }) => before !== null)?.before ?? null;
    let before: Marks['before'] = null;
    if (changed !== null) {
      const old = { ...attributes };
      overlay(old, formatsIn(changed.json, this.#docId));
      before = { attributes: old, by: changed.by };
    }
    const isHidden = look.isHidden ?? this.#paragraph.named.isHidden ?? false;
    return { attributes, before, isHidden };
  }
}
