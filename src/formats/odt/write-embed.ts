import type { Attributes, Embed } from '../../ot/op.ts';
import { embedType } from '../blocks/lines.ts';
import { shownSize } from '../office/page.ts';
import type { Warnings } from '../warnings.ts';
import { escapeText, escapeValue } from '../xml/escape.ts';
import { markedXml, standIn } from './embed-marks.ts';
import { measureOf } from './measures.ts';
import { hrefXml, type Parts } from './parts.ts';
import { LINK_STYLES } from './write-styles.ts';
import { paragraphsXml, textXml } from './write-text.ts';

/** Writes embeds: those that OpenDocument does not have as spans that name the embed. */
export class EmbedWriter {
  readonly #parts: Parts;
  readonly #warnings: Warnings;
  #marks = 0;

  constructor(parts: Parts, warnings: Warnings) {
    this.#parts = parts;
    this.#warnings = warnings;
  }

  /** An embed in a span with these attributes ('' for none). */
  write(embed: Embed, attributes: Attributes, span: string): string {
    const type = embedType(embed);
    const value = embed[type];
    const text = typeof value === 'string' ? value : '';
    const said = typeof value === 'string' ? ` d:value="${escapeValue(value)}"` : '';
    const own = (content: string): string =>
      `<text:span${span} d:embed="${type}"${said}>${content}</text:span>`;
    const marked = (): string =>
      markedXml(own(textXml(standIn(type, text))), { type, value: text, number: ++this.#marks });
    switch (type) {
      case 'line-break':
        return inSpan('<text:line-break/>', span);
      case 'footnote':
        return inSpan(this.#footnote(text), span);
      case 'image': {
        const drawn = this.#image(text, attributes);
        if (drawn !== null) return inSpan(drawn, span);
        this.#warnings.add('dropped_image');
        const { alt } = attributes;
        return own(textXml(typeof alt === 'string' && alt !== '' ? alt : text));
      }
      case 'video':
        // Its address leads to it, unless the text around is a link.
        if (typeof attributes.link === 'string') return marked();
        return `<text:a${hrefXml(text)}${LINK_STYLES} d:shown="1">${marked()}</text:a>`;
      case 'formula':
      case 'mention':
      case 'divider':
      case 'page-break':
        return marked();
      default:
        // An older log may hold embeds that no document may have any more.
        this.#warnings.add('embedded');
        return inSpan(textXml(text === '' ? '\ufffd' : text), span);
    }
  }

  #footnote(text: string): string {
    const number = this.#parts.note();
    const body = paragraphsXml(text, 'Footnote');
    return `<text:note text:id="ftn${number}" text:note-class="footnote"><text:note-citation>${number}</text:note-citation><text:note-body>${body}</text:note-body></text:note>`;
  }

  #image(address: string, attributes: Attributes): string | null {
    const picture = this.#parts.pictures.get(address);
    if (picture === null) return null;
    const { width, height } = shownSize(attributes, picture.bytes);
    const size = ` svg:width="${measureOf(width)}" svg:height="${measureOf(height)}"`;
    let exact = ` d:width="${escapeValue(String(attributes.width ?? ''))}"`;
    if (attributes.height !== undefined) exact += ` d:height="${escapeValue(String(attributes.height))}"`;
    const { alt } = attributes;
    const described = typeof alt === 'string' ? `<svg:desc>${escapeText(alt)}</svg:desc>` : '';
    return (
      `<draw:frame text:anchor-type="as-char"${size}${exact}>` +
      `<draw:image${picture.reference} xlink:show="embed" xlink:actuate="onLoad"/>${described}</draw:frame>`
    );
  }
}

/** What is in a span with these attributes, or in none. */
export function inSpan(content: string, span: string): string {
  return span === '' ? content : `<text:span${span}>${content}</text:span>`;
}
