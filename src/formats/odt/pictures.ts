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

/** The pictures of the file that its text names, by the way it names them; null for those that a document may not have. */
export async function placePictures(
  file: OdtPackage,
  { placeImage, cost }: { placeImage: PlaceImage; cost: ReadingCost },
): Promise<Map<string, PlacedPicture | null>> {
  const pictures = new Map<string, PlacedPicture | null>();
  if (!file.mayHavePictures) return pictures;
  file.read('content.xml', {
    open(name, attributes) {
      const href = name === 'draw:image' ? nameOf(attributes) : undefined;
      if (href === undefined || pictures.has(href) || file.part(pathOf(href)) === null) return;
      cost.keep('entry');
      pictures.set(href, null);
    },
    close() {},
    text() {},
  });
  for (const href of pictures.keys())
    pictures.set(href, await pictureInside(file.part(pathOf(href)), placeImage));
  return pictures;
}

function pathOf(href: string): string {
  return href.replace(/^\.\//, '');
}

function nameOf(attributes: ReadonlyMap<string, string>): string | undefined {
  return attributes.get('d:value') ?? attributes.get('xlink:href');
}

/** A frame or a shape while it is read. */
export class Drawing {
  readonly #pictures: ReadonlyMap<string, PlacedPicture | null>;
  readonly #docId: string | null;
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
    {
      pictures,
      docId,
      warnings,
    }: {
      pictures: ReadonlyMap<string, PlacedPicture | null>;
      docId: string | null;
      warnings: Warnings;
    },
  ) {
    this.#pictures = pictures;
    this.#docId = docId;
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
      const href = nameOf(attributes) ?? '';
      const inside = this.#pictures.get(href);
      this.#picture ??= inside === undefined ? pictureElsewhere(href, this.#docId) : inside;
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
