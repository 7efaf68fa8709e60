import type { Attributes, Embed } from '../../ot/op.ts';
import type { PlaceImage } from '../imported.ts';
import {
  descriptionOf,
  type PlacedPicture,
  pictureElsewhere,
  pictureEmbed,
  pictureInside,
} from '../office/pictures.ts';
import type { Warnings } from '../warnings.ts';
import { PIXEL_EMU } from './own.ts';
import type { DocxPackage, Relationship } from './package.ts';

/** The pictures that a part refers to, by the ids of its relationships. Those that a document may not have are left out. */
export async function placePictures(
  relationships: ReadonlyMap<string, Relationship>,
  file: DocxPackage,
  { placeImage, docId }: { placeImage: PlaceImage; docId: string | null },
): Promise<Map<string, PlacedPicture>> {
  const pictures = new Map<string, PlacedPicture>();
  const known = new Map<string, PlacedPicture | null>();
  for (const [id, { type, target, isExternal }] of relationships) {
    if (type !== 'image') continue;
    let picture = known.get(target) ?? null;
    if (!known.has(target)) {
      picture = isExternal
        ? pictureElsewhere(target, docId)
        : await pictureInside(file.part(target), placeImage);
      known.set(target, picture);
    }
    if (picture !== null) pictures.set(id, picture);
  }
  return pictures;
}

/** A drawing, of DrawingML or VML, while it is read. */
export class DrawingReader {
  readonly #pictures: ReadonlyMap<string, PlacedPicture>;
  readonly #warnings: Warnings;
  #alt: string | null = null;
  #width: number | null = null;
  #exact: Attributes = {};
  #id: string | null = null;
  #hasOther = false;
  #isRule = false;
  #hasText = false;

  constructor(pictures: ReadonlyMap<string, PlacedPicture>, warnings: Warnings) {
    this.#pictures = pictures;
    this.#warnings = warnings;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    switch (name) {
      case 'wp:docPr':
        this.#alt = attributes.get('descr') ?? attributes.get('title') ?? null;
        for (const side of ['width', 'height']) {
          const value = attributes.get(`d:${side}`);
          if (value !== undefined) this.#exact[side] = value;
        }
        break;
      case 'pic:cNvPr':
        this.#alt ??= attributes.get('descr') ?? null;
        break;
      case 'wp:extent':
        this.#width = Number(attributes.get('cx')) / PIXEL_EMU;
        break;
      case 'a:blip':
        this.#id = attributes.get('r:embed') ?? attributes.get('r:link') ?? this.#id;
        break;
      case 'v:shape':
      case 'v:rect':
        // A line across the page, as Word draws it.
        this.#isRule ||= attributes.get('o:hr') === 't';
        this.#alt ??= attributes.get('alt') ?? null;
        this.#width ??= widthIn(attributes.get('style') ?? '');
        break;
      case 'v:imagedata':
        this.#id = attributes.get('r:id') ?? attributes.get('r:href') ?? this.#id;
        this.#alt ??= attributes.get('o:title') || null;
        break;
      case 'c:chart':
      case 'dgm:relIds':
      case 'o:OLEObject':
        this.#hasOther = true;
        break;
      case 'w:txbxContent':
        this.#hasText = true;
        break;
    }
  }

  /** The drawing as it is inserted: its picture, or its description; null for an empty one. */
  finish(): { insert: string | Embed; attributes: Attributes; picture: PlacedPicture | null } | null {
    if (this.#isRule) return { insert: { divider: true }, attributes: {}, picture: null };
    const picture = this.#id === null ? undefined : this.#pictures.get(this.#id);
    if (this.#hasOther) this.#warnings.add('dropped_element');
    if (picture === undefined) {
      if (this.#id !== null) this.#warnings.add('dropped_image');
      else if (!this.#hasOther && !this.#hasText) this.#warnings.add('dropped_element');
      const alt = descriptionOf(this.#alt, this.#warnings);
      return alt === '' || this.#hasText ? null : { insert: alt, attributes: {}, picture: null };
    }
    const exact = this.#exact.width === undefined ? null : this.#exact;
    const facts = { alt: this.#alt, width: this.#width, exact };
    return { ...pictureEmbed(picture, facts, this.#warnings), picture };
  }
}

function widthIn(style: string): number | null {
  const [, number, unit] = /(?:^|;)\s*width\s*:\s*([\d.]+)(pt|in|px)?/.exec(style) ?? [];
  if (number === undefined) return null;
  return Number(number) * (unit === 'in' ? 96 : unit === 'px' ? 1 : 4 / 3);
}
