import { readImage } from '../../base/images/read-image.ts';
import { EMBEDS } from '../../ot/formats.ts';
import type { Attributes, Embed } from '../../ot/op.ts';
import { isShortText, MAX_VALUE_LENGTH } from '../../ot/values.ts';
import type { PlaceImage } from '../imported.ts';
import type { Warnings } from '../warnings.ts';
import { PIXEL_EMU } from './own.ts';
import type { DocxPackage, Relationship } from './package.ts';

/** A picture of the file that a document may have. */
export interface PlacedPicture {
  readonly address: string;
  /** Whether its bytes are in the file. */
  readonly isInside: boolean;
  /** In pixels; null where that is not known. */
  readonly width: number | null;
}

// A longer one is no upload (protocol/quotas.ts); it is not expanded to find that out.
const LONGEST_PICTURE = 16 * 1024 * 1024;

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
      picture = isExternal ? elsewhere(target, docId) : await inside(target, file, placeImage);
      known.set(target, picture);
    }
    if (picture !== null) pictures.set(id, picture);
  }
  return pictures;
}

function elsewhere(address: string, docId: string | null): PlacedPicture | null {
  return EMBEDS.get('image')?.fit(address, docId) === address
    ? { address, isInside: false, width: null }
    : null;
}

async function inside(
  path: string,
  file: DocxPackage,
  placeImage: PlaceImage,
): Promise<PlacedPicture | null> {
  const part = file.part(path);
  if (part === null || part.size > LONGEST_PICTURE) return null;
  const bytes = part.bytes();
  const image = readImage(bytes);
  if (image === null) return null;
  const address = await placeImage(bytes);
  return address === null ? null : { address, isInside: true, width: image.width };
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
    const alt = this.#description();
    if (this.#hasOther) this.#warnings.add('dropped_element');
    if (picture === undefined) {
      if (this.#id !== null) this.#warnings.add('dropped_image');
      else if (!this.#hasOther && !this.#hasText) this.#warnings.add('dropped_element');
      return alt === '' || this.#hasText ? null : { insert: alt, attributes: {}, picture: null };
    }
    const attributes: Attributes = this.#sizes(picture);
    if (alt !== '') attributes.alt = alt;
    return { insert: { image: picture.address }, attributes, picture };
  }

  #sizes({ width }: PlacedPicture): Attributes {
    const { width: exact } = this.#exact;
    if (exact !== undefined)
      return Object.fromEntries(
        Object.entries(this.#exact).filter(([, value]) => value !== '' && isShortText(value)),
      );
    const shown = this.#width === null ? 0 : Math.round(this.#width);
    return shown > 0 && shown !== width ? { width: String(shown) } : {};
  }

  #description(): string {
    const alt = this.#alt ?? '';
    if (alt.length <= MAX_VALUE_LENGTH) return alt;
    this.#warnings.add('shortened');
    return alt.slice(0, MAX_VALUE_LENGTH).toWellFormed();
  }
}

function widthIn(style: string): number | null {
  const [, number, unit] = /(?:^|;)\s*width\s*:\s*([\d.]+)(pt|in|px)?/.exec(style) ?? [];
  if (number === undefined) return null;
  return Number(number) * (unit === 'in' ? 96 : unit === 'px' ? 1 : 4 / 3);
}
