import type { ReadingCost } from '../office/cost.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { fromUtf8 } from '../utf8.ts';
import { readXml, type XmlHandler } from '../xml/read-xml.ts';
import { unzip, type ZipEntry } from '../zip/unzip.ts';
import { MEDIA_TYPE, NAMESPACES } from './namespaces.ts';

// A template is a text that is saved under another name.
const TYPES = new Set([MEDIA_TYPE, `${MEDIA_TYPE}-template`]);
const LONGEST_TYPE = 200;

/** The parts of an OpenDocument file (ODF 1.3 part 2). */
export class OdtPackage {
  readonly #cost: ReadingCost;
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  /** Throws `UnreadableFile` for what is no text, or is encrypted. */
  constructor(bytes: Uint8Array, cost: ReadingCost) {
    this.#cost = cost;
    this.#entries = unzip(bytes);
    const mimetype = this.part('mimetype');
    if (mimetype !== null) {
      const type = mimetype.size > LONGEST_TYPE ? null : fromUtf8(mimetype.bytes());
      if (type === null || !TYPES.has(type.trim()))
        throw new UnreadableFile('The file is no OpenDocument text: it is another kind of document.');
    }
    this.#refuseEncrypted();
    if (this.part('content.xml') === null)
      throw new UnreadableFile('The file is no OpenDocument text: it has no content.');
  }

  /** The part at a path; null where there is none. */
  part(path: string): ZipEntry | null {
    return this.#entries.get(path) ?? null;
  }

  /** Whether it has parts that may be pictures of the text. */
  get mayHavePictures(): boolean {
    return [...this.#entries.keys()].some(
      (path) => !/^(mimetype$|META-INF\/|Thumbnails\/|Configurations2\/)|\.(xml|rdf)$/.test(path),
    );
  }

  /** Reads a part; nothing if there is none. Throws `UnreadableFile`. */
  read(path: string, handler: XmlHandler): void {
    const part = this.part(path);
    if (part === null) return;
    this.#cost.readXml(part.size);
    readXml(part.pieces(), NAMESPACES, handler);
  }

  #refuseEncrypted(): void {
    this.read('META-INF/manifest.xml', {
      open(name) {
        if (name === 'manifest:encryption-data')
          throw new UnreadableFile('The file is protected by a password. Save it without one.');
      },
      close() {},
      text() {},
    });
  }
}
