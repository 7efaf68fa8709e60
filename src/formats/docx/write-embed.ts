import type { Attributes, Embed } from '../../ot/op.ts';
import { embedType } from '../blocks/lines.ts';
import { shownMention } from '../office/mention.ts';
import type { Warnings } from '../warnings.ts';
import { escapeValue } from '../xml/escape.ts';
import { LONGEST_TAG, TAG_PREFIX } from './own.ts';
import { drawingXml } from './write-image.ts';
import type { Parts } from './write-parts.ts';
import { textXml } from './write-run.ts';

const LABELS: Readonly<Record<string, string>> = {
  formula: 'Formula',
  video: 'Video',
  mention: 'Mention',
  divider: 'Line',
  image: 'Image',
};

/** A run that an embed is written in, up to its content. */
export interface EmbedRun {
  readonly attributes: Attributes;
  readonly begin: string;
  readonly isDeleted: boolean;
}

/** Writes embeds: those that Word does not have as content controls, which name the embed. */
export class EmbedWriter {
  readonly #parts: Parts;
  readonly #warnings: Warnings;
  #drawings = 0;

  constructor(parts: Parts, warnings: Warnings) {
    this.#parts = parts;
    this.#warnings = warnings;
  }

  /** An embed in its run. */
  write(embed: Embed, run: EmbedRun): string {
    const type = embedType(embed);
    const value = embed[type];
    const text = typeof value === 'string' ? value : '';
    const { begin, isDeleted } = run;
    const shown = (content: string): string => `${begin}${textXml(content, isDeleted)}</w:r>`;
    switch (type) {
      case 'line-break':
        return `${begin}<w:br/></w:r>`;
      case 'page-break':
        return `${begin}<w:br w:type="page"/></w:r>`;
      case 'footnote':
        return `${begin}<w:footnoteReference w:id="${this.#parts.footnote(text)}"/></w:r>`;
      case 'image':
        return this.#image(text, run);
      case 'video':
        return control(type, null, this.#video(text, run));
      case 'formula':
        return control(type, null, shown(text));
      case 'mention':
        return control(type, text, shown(shownMention(text)));
      case 'divider':
        return control(type, null, shown('———'));
      default:
        // An older log may hold embeds that no document may have any more.
        this.#warnings.add('embedded');
        return shown(text === '' ? '\ufffd' : text);
    }
  }

  #image(address: string, { attributes, begin, isDeleted }: EmbedRun): string {
    const picture = this.#parts.pictures.get(address);
    if (picture !== null) {
      const drawing = { attributes, bytes: picture.bytes, number: ++this.#drawings };
      return `${begin}${drawingXml(drawing, picture.reference)}</w:r>`;
    }
    this.#warnings.add('dropped_image');
    const { alt } = attributes;
    const shown = typeof alt === 'string' && alt !== '' ? alt : address;
    return control('image', address, `${begin}${textXml(shown, isDeleted)}</w:r>`);
  }

  // Its address leads to it, unless the text around is a link.
  #video(address: string, { attributes, begin, isDeleted }: EmbedRun): string {
    const run = `${begin}${textXml(address, isDeleted)}</w:r>`;
    if (isDeleted || typeof attributes.link === 'string') return run;
    const { id } = this.#parts.link(address);
    return `<w:hyperlink r:id="${id}" d:shown="1">${run}</w:hyperlink>`;
  }
}

// A value that is null is the text in the control.
function control(type: string, value: string | null, content: string): string {
  const tag = `${TAG_PREFIX}${type}`;
  const isShort = value !== null && tag.length + 1 + value.length <= LONGEST_TAG;
  const said = isShort
    ? `<w:tag w:val="${escapeValue(`${tag}=${value}`)}"/>`
    : `<w:tag w:val="${tag}"${value === null ? '' : ` d:value="${escapeValue(value)}"`}/>`;
  return `<w:sdt><w:sdtPr><w:alias w:val="${LABELS[type] ?? type}"/>${said}</w:sdtPr><w:sdtContent>${content}</w:sdtContent></w:sdt>`;
}
