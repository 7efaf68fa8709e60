import type { Attributes, Embed } from '../../ot/op.ts';
import type { PlaceImage } from '../imported.ts';
import type { ReadingCost } from '../office/cost.ts';
import {
  descriptionOf,
  type PlacedPicture,
  pictureElsewhere,
  pictureEmbed,
  pictureInside,
} from '../office/pictures.ts';
import type { Warnings } from '../warnings.ts';
import { pixels } from './measures.ts';
import type { OdtPackage } from './package.ts';

/** The pictures that a text names, by the way it names them. Those that a document may not have are left out. */
export async function placePictures(
  file: OdtPackage,
  { placeImage, docId, cost }: { placeImage: PlaceImage; docId: string | null; cost: ReadingCost },
): Promise<Map<string, PlacedPicture>> {
  const named = new Set<string>();
  file.read('content.xml', {
    open(name, attributes) {
      const href = name === 'draw:image' ? nameOf(attributes) : undefined;
      if (href === undefined || named.has(href)) return;
      cost.keep('entry');
      named.add(href);
    },
    close() {},
    text() {},
  });
  const pictures = new Map<string, PlacedPicture>();
  for (const href of named) {
    const part = file.part(href.replace(/^\.\//, ''));
    const picture = part === null ? pictureElsewhere(href, docId) : await pictureInside(part, placeImage);
    if (picture !== null) pictures.set(href, picture);
  }
  return pictures;
}

function nameOf(attributes: ReadonlyMap<string, string>): string | undefined {
  return attributes.get('d:value') ?? attributes.get('xlink:href');
}

/** A frame or a shape while it is read. */
export class Drawing {
  readonly #pictures: ReadonlyMap<string, PlacedPicture>;
  readonly #warnings: Warnings;
  readonly #isFrame: boolean;
  readonly #width: number | null;
  readonly #exact: Attributes | null;
  #picture: PlacedPicture | null = null;
  #hasPicture = false;
  #hasOther = false;
  /** Whether it has text of its own. */
  hasText = false;
  #texts: Record<string, string> = {};

  constructor(
    name: string,
    attributes: ReadonlyMap<string, string>,
    { pictures, warnings }: { pictures: ReadonlyMap<string, PlacedPicture>; warnings: Warnings },
  ) {
    this.#pictures = pictures;
    this.#warnings = warnings;
    this.#isFrame = name === 'draw:frame';
    this.#width = pixels(attributes.get('svg:width'));
    const [width, height] = [attributes.get('d:width'), attributes.get('d:height')];
    this.#exact = width === undefined ? null : { width, ...(height !== undefined && { height }) };
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'draw:image') {
      // Programs write the same picture in several kinds, the best first.
      this.#hasPicture = true;
      this.#picture ??= this.#pictures.get(nameOf(attributes) ?? '') ?? null;
    } else if (name.startsWith('draw:') && name !== 'draw:text-box' && name !== 'draw:glue-point')
      this.#hasOther = true;
  }

  /** Takes a piece of its title or description. */
  describe(name: string, text: string): void {
    this.#texts[name] = (this.#texts[name] ?? '') + text;
  }

  /** As it is inserted: its picture, or its description; null for an empty one, and for one of text. */
  finish(): { insert: string | Embed; attributes: Attributes; picture: PlacedPicture | null } | null {
    const alt = this.#texts['svg:desc'] || this.#texts['svg:title'] || null;
    const picture = this.#picture;
    if (picture !== null) {
      const facts = { alt, width: this.#width, exact: this.#exact };
      return { ...pictureEmbed(picture, facts, this.#warnings), picture };
    }
    if (this.hasText) return null;
    this.#warnings.add(
      this.#hasPicture && this.#isFrame && !this.#hasOther ? 'dropped_image' : 'dropped_element',
    );
    const described = descriptionOf(alt, this.#warnings);
    return described === '' ? null : { insert: described, attributes: {}, picture: null };
  }
}
