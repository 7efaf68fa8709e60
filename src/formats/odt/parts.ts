import { type ImageType, readImage } from '../../base/images/read-image.ts';
import { isWebAddress } from '../../ot/addresses.ts';
import { STYLE_NAMES } from '../office/own.ts';
import { uri } from '../office/uri.ts';
import type { Warnings } from '../warnings.ts';
import { escapeValue } from '../xml/escape.ts';
import { AutoStyles, styleId } from './auto-styles.ts';
import type { LineStyles } from './write-line.ts';

/** A picture of the file: the attributes that name it, and its bytes if they are in the file. */
export interface WrittenPicture {
  readonly reference: string;
  readonly bytes: Uint8Array | null;
}

/** A picture's part. */
export interface Media {
  readonly path: string;
  readonly type: ImageType;
  readonly bytes: Uint8Array;
}

// What programs show.
const SHOWN = new Set<ImageType>(['image/png', 'image/jpeg', 'image/gif']);

/** Collects what the text refers to. */
export class Parts implements LineStyles {
  readonly automatic = new AutoStyles();
  /** The languages of blocks of code, by the names of their styles. */
  readonly languages = new Map<string, string>();
  readonly media: Media[] = [];
  readonly #images: ReadonlyMap<string, Uint8Array>;
  readonly #pictures = new Map<string, WrittenPicture | null>();
  readonly #warnings: Warnings;
  #notes = 0;

  constructor(images: ReadonlyMap<string, Uint8Array>, warnings: Warnings) {
    this.#images = images;
    this.#warnings = warnings;
  }

  code(language: string | true): string {
    if (language === true) return styleId(STYLE_NAMES.code);
    const name = styleId(`${STYLE_NAMES.code}: ${language}`);
    this.languages.set(name, language);
    return name;
  }

  /** The number of a further footnote. */
  note(): number {
    return ++this.#notes;
  }

  /** The picture with this address; null for one whose bytes are not there. */
  picture(address: string): WrittenPicture | null {
    const known = this.#pictures.get(address);
    if (known !== undefined) return known;
    const picture = this.#place(address);
    this.#pictures.set(address, picture);
    return picture;
  }

  #place(address: string): WrittenPicture | null {
    const bytes = this.#images.get(address);
    const image = bytes === undefined ? null : readImage(bytes);
    if (bytes === undefined || image === null)
      return isWebAddress(address) ? { reference: hrefXml(address), bytes: null } : null;
    if (!SHOWN.has(image.type)) this.#warnings.add('image_kinds');
    const path = `Pictures/image${this.media.length + 1}.${image.type.slice('image/'.length)}`;
    this.media.push({ path, type: image.type, bytes });
    return { reference: hrefXml(path), bytes };
  }
}

/** An address as attributes: as a URI, and beside it as it is where that differs. */
export function hrefXml(address: string): string {
  const href = uri(address);
  const exact = href === address ? '' : ` d:value="${escapeValue(address)}"`;
  return ` xlink:type="simple" xlink:href="${escapeValue(href)}"${exact}`;
}
