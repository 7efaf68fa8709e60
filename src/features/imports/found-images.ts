import { createHash } from 'node:crypto';
import { MOST_PIXELS, readImage } from '../../base/images/read-image.ts';
import type { PlaceImage } from '../../formats/imported.ts';
import { uploadAddress } from '../../ot/addresses.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { storeUpload } from '../uploads/store-upload.ts';

/** An image of a file, by what it is; its bytes are read again when they are stored. */
export interface FoundImage {
  hash: string;
  size: number;
  read(): Uint8Array | null;
}

/** What the images of one import may take together, in bytes: an archive may show one in each of its documents. */
export const MOST_IMAGE_BYTES = 100 * 1024 * 1024;

/** An image that a document may have; null for other bytes, and for none. */
export function foundImage(read: FoundImage['read'], most: number): FoundImage | null {
  const bytes = read();
  if (bytes === null || bytes.length > most) return null;
  const image = readImage(bytes);
  if (image === null || image.width * image.height > MOST_PIXELS) return null;
  return { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, read };
}

/** The document that images come with. */
export interface ImagesOf {
  docId: string;
  /** Whose uploads they become. */
  userId: string;
  /** The bytes that they may still take. */
  budget: { bytes: number };
  /** Notes that the document is about to be created: it must be noted before a file is stored for it. */
  begin(): Promise<void>;
}

/**
 * The images that come with a document which is read. Their bytes are not held, so that a file of large images takes the
 * memory of one.
 */
export class FoundImages {
  /** The most bytes that an image may have. */
  readonly most: number;
  readonly #deps: Pick<Deps, 'env' | 'db'>;
  readonly #of: ImagesOf;
  readonly #found = new Map<string, FoundImage | null>();

  constructor(deps: Pick<Deps, 'env' | 'db'>, of: ImagesOf) {
    this.most = quotasOf(deps.env).uploadBytes;
    this.#deps = deps;
    this.#of = of;
  }

  /** The address that an image has in the document, which `store` stores later; '' for one that it may not have. */
  place(image: FoundImage | null): string {
    if (image === null) return '';
    const address = uploadAddress({ docId: this.#of.docId, hash: image.hash });
    if (!this.#found.has(address)) {
      if (!this.#takes(image)) return '';
      this.#found.set(address, image);
    }
    return address;
  }

  /**
   * Stores an image at once, for a reader that could not give its bytes again. Null for one that the document may not
   * have, or for which the user has no room.
   */
  readonly keep: PlaceImage = async (bytes) => {
    const image = foundImage(() => bytes, this.most);
    if (image === null) return null;
    const address = uploadAddress({ docId: this.#of.docId, hash: image.hash });
    if (this.#found.has(address)) return address;
    if (!this.#takes(image)) return null;
    await this.#of.begin();
    if (!(await this.#stored(bytes))) return null;
    this.#found.set(address, null);
    return address;
  };

  /**
   * Stores those that were placed and that a document shows. Returns the addresses of those for which the user has no more
   * room. Throws 503 when the archive cannot be reached.
   */
  async store(shown: ReadonlySet<string>): Promise<Set<string>> {
    const refused = new Set<string>();
    for (const [address, image] of this.#found) {
      const bytes = image !== null && shown.has(address) ? image.read() : null;
      if (bytes !== null && !(await this.#stored(bytes))) refused.add(address);
    }
    return refused;
  }

  #takes({ size }: FoundImage): boolean {
    const { budget } = this.#of;
    if (size > budget.bytes) return false;
    budget.bytes -= size;
    return true;
  }

  async #stored(bytes: Uint8Array): Promise<boolean> {
    const { docId, userId } = this.#of;
    const type = readImage(bytes)?.type ?? null;
    try {
      const document = { id: docId, ownerId: userId };
      await storeUpload(this.#deps, { document, userId }, { bytes, type, byGuest: false });
      return true;
    } catch (error) {
      if (error instanceof Problem && error.code === 'storage_full') return false;
      throw error;
    }
  }
}
