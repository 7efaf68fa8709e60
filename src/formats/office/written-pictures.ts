import { type ImageType, readImage } from '../../base/images/read-image.ts';
import { isWebAddress } from '../../ot/addresses.ts';
import type { Warnings } from '../warnings.ts';

/** A picture of a file that is written: the attributes that name it, and its bytes if they are in the file. */
export interface WrittenPicture {
  readonly reference: string;
  readonly bytes: Uint8Array | null;
}

/** A picture's part. */
export interface Media {
  readonly name: string;
  readonly type: ImageType;
  readonly bytes: Uint8Array;
}

/** How a format names pictures: attributes, by the name of a part or an address; null for one that it cannot name. */
export interface PictureNames {
  inside(name: string): string;
  outside(address: string): string | null;
}

// What office programs show.
const SHOWN = new Set<ImageType>(['image/png', 'image/jpeg', 'image/gif']);

/** The pictures of a file that is written, each once. */
export class WrittenPictures {
  readonly media: Media[] = [];
  readonly #images: ReadonlyMap<string, Uint8Array>;
  readonly #names: PictureNames;
  readonly #warnings: Warnings;
  readonly #pictures = new Map<string, WrittenPicture | null>();

  /** `images` are the bytes of those that stand in the file, by their addresses. */
  constructor(images: ReadonlyMap<string, Uint8Array>, names: PictureNames, warnings: Warnings) {
    this.#images = images;
    this.#names = names;
    this.#warnings = warnings;
  }

  /** The picture with this address; null for one whose bytes are not there. */
  get(address: string): WrittenPicture | null {
    const known = this.#pictures.get(address);
    if (known !== undefined) return known;
    const picture = this.#place(address);
    this.#pictures.set(address, picture);
    return picture;
  }

  #place(address: string): WrittenPicture | null {
    const bytes = this.#images.get(address);
    const image = bytes === undefined ? null : readImage(bytes);
    if (bytes === undefined || image === null) {
      const reference = isWebAddress(address) ? this.#names.outside(address) : null;
      return reference === null ? null : { reference, bytes: null };
    }
    if (!SHOWN.has(image.type)) this.#warnings.add('image_kinds');
    const name = `image${this.media.length + 1}.${image.type.slice('image/'.length)}`;
    this.media.push({ name, type: image.type, bytes });
    return { reference: this.#names.inside(name), bytes };
  }
}
