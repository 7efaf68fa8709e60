import type { Attributes } from '../../ot/op.ts';
import type { Origin } from '../imported.ts';
import { type Look, marksFrom } from '../office/marks.ts';
import { formatsIn, overlay } from '../office/own.ts';
import type { ResolvedStyle, Styles } from './read-styles.ts';

/** What the open spans say together: each knows all that those around it say, so no text asks more than the innermost. */
interface Said {
  readonly look: Look;
  /** The same where text leads somewhere: how links are drawn says no more than that they are. */
  readonly linked: Look;
  readonly isNamed: boolean;
  readonly isCode: boolean;
  /** Formats of ours that the look does not say; read once. */
  readonly exact: Attributes | null;
  /** What the formats were, and who changed them. */
  readonly before: { readonly formats: Attributes | null; readonly by: Origin } | null;
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
  readonly #spans: Said[] = [];
  readonly #base: Said;
  readonly #links: (string | null)[] = [];
  #marks: Marks | null = null;

  constructor(paragraph: ResolvedStyle, styles: Styles, docId: string | null) {
    this.#paragraph = paragraph;
    this.#styles = styles;
    this.#docId = docId;
    // What is said of the paragraph itself is said of its text.
    const look: Look = paragraph.kind.kind === 'code' ? {} : paragraph.own;
    this.#base = { look, linked: look, isNamed: false, isCode: false, exact: null, before: null };
  }

  /** Begins a span. `exact` is JSON of ours of what its style does not say, `before` of what its formats were. */
  open(
    name: string | undefined,
    exact: string | undefined,
    before: { json: string; by: Origin } | null,
  ): void {
    const around = this.#said;
    const style = this.#styles.get('text', name);
    const named = style.isCode ? {} : style.named;
    this.#spans.push({
      look: { ...around.look, ...named, ...style.own },
      linked: { ...around.linked, ...(style.isLink ? {} : named), ...style.own },
      isNamed: around.isNamed || style.isNamed,
      isCode: around.isCode || style.isCode,
      exact: exact === undefined ? around.exact : (formatsIn(exact, this.#docId) ?? {}),
      before:
        before === null ? around.before : { formats: formatsIn(before.json, this.#docId), by: before.by },
    });
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

  get #said(): Said {
    return this.#spans.at(-1) ?? this.#base;
  }

  #make(): Marks {
    const said = this.#said;
    const link = this.#links.findLast((address) => address !== null) ?? null;
    const look = link === null ? said.look : said.linked;
    const attributes = marksFrom(look, said.exact, {
      link,
      isOwnLook: !said.isNamed,
      isCode: said.isCode,
      inCode: this.#paragraph.kind.kind === 'code',
      docId: this.#docId,
    });
    let before: Marks['before'] = null;
    if (said.before !== null) {
      const old = { ...attributes };
      overlay(old, said.before.formats);
      before = { attributes: old, by: said.before.by };
    }
    const isHidden = look.isHidden ?? this.#paragraph.named.isHidden ?? false;
    return { attributes, before, isHidden };
  }
}
