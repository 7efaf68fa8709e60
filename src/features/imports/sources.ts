import { dataBytes } from '../../formats/files/data-images.ts';
import type { FileKind, OfficeKind } from '../../formats/files/file-kind.ts';
import type { Imported } from '../../formats/imported.ts';
import { type FoundImages, foundImage } from './found-images.ts';

/** A file as it was sent. */
export interface SentFile {
  name: string;
  /** The media type that its sender claims; null for none. */
  type: string | null;
  bytes: Uint8Array;
}

/** A document that a file holds, before it is read. */
export interface Source {
  /** The name of the file, in an archive its path. */
  name: string;
  /** The id that its document gets. */
  docId: string;
  kind: Exclude<FileKind, 'zip'>;
  /** Reads it, for `docId`; `mark` stands in no text. Throws `Unreadable` and `UnreadableFile`. */
  read(images: FoundImages, mark: string): Promise<ReadSource>;
}

/** A document that was read. Its images are those that were placed. */
export type ReadSource = Omit<Imported, 'images'>;

/** Where the addresses of a text lead that are no `data:`; null for one that stays. */
export interface Surroundings {
  image(address: string, images: FoundImages): string | null;
  link(address: string): string | null;
}

const ALONE: Surroundings = { image: () => null, link: () => null };

/** A file of text; `bytes` reads it. */
export interface TextOf extends Pick<Source, 'name' | 'docId'> {
  kind: 'md' | 'html' | 'txt';
  bytes(): Uint8Array;
}

/** A text as a document. */
export function textSource({ name, docId, kind, bytes }: TextOf, around: Surroundings = ALONE): Source {
  return {
    name,
    docId,
    kind,
    async read(images, mark) {
      const { readTextFile } = await import('../../formats/files/read-text-file.ts');
      const image = (address: string): string | null => {
        if (!/^data:/i.test(address)) return around.image(address, images);
        return images.place(foundImage(() => dataBytes(address, images.most), images.most));
      };
      const read = readTextFile(bytes(), {
        kind,
        docId,
        addresses: { image, link: around.link },
        placeData: (data) => images.place(foundImage(() => data.bytes(images.most), images.most)),
        mark,
      });
      return { ...read, threads: [], suggestions: [] };
    },
  };
}

/** A file of an office program. */
export interface OfficeOf extends Pick<Source, 'name' | 'docId'>, Pick<SentFile, 'bytes'> {
  kind: OfficeKind;
}

/** A file of an office program as a document. Its images are stored as it is read. */
export function officeSource({ name, docId, kind, bytes }: OfficeOf): Source {
  return {
    name,
    docId,
    kind,
    async read(images) {
      const options = { placeImage: images.keep, docId };
      if (kind === 'odt') return (await import('../../formats/odt/read.ts')).readOdt(bytes, options);
      return (await import('../../formats/docx/read.ts')).readDocx(bytes, options);
    },
  };
}
