import { STYLE_NAMES } from '../office/own.ts';
import { uri } from '../office/uri.ts';
import { WrittenPictures } from '../office/written-pictures.ts';
import type { Warnings } from '../warnings.ts';
import { escapeValue } from '../xml/escape.ts';
import { AutoStyles, styleId } from './auto-styles.ts';
import type { LineStyles } from './write-line.ts';

/** The folder of the pictures. */
export const PICTURES = 'Pictures/';

/** Collects what the text refers to. */
export class Parts implements LineStyles {
  readonly automatic = new AutoStyles();
  /** The languages of blocks of code, by the names of their styles. */
  readonly languages = new Map<string, string>();
  readonly pictures: WrittenPictures;
  #notes = 0;

  constructor(images: ReadonlyMap<string, Uint8Array>, warnings: Warnings) {
    const inside = (name: string): string => hrefXml(`${PICTURES}${name}`);
    this.pictures = new WrittenPictures(images, { inside, outside: hrefXml }, warnings);
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
}

/** An address as attributes: as a URI, and beside it as it is where that differs. */
export function hrefXml(address: string): string {
  const href = uri(address);
  const exact = href === address ? '' : ` d:value="${escapeValue(address)}"`;
  return ` xlink:type="simple" xlink:href="${escapeValue(href)}"${exact}`;
}
