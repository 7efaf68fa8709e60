import { randomId } from '../../base/ids.ts';
import { isOfSystem, pathsOf } from '../../formats/files/archive-paths.ts';
import { endingOf, FILE_ENDINGS } from '../../formats/files/file-kind.ts';
import { Unreadable } from '../../formats/unreadable.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import type { ZipEntry } from '../../formats/zip/unzip.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { type FoundImage, foundImage } from './found-images.ts';
import { type Source, textSource } from './sources.ts';

/** A text of an archive. */
export interface TextEntry {
  entry: ZipEntry;
  kind: 'md' | 'html' | 'txt';
}

/** The texts of an archive, in its order, and how many other files it holds. What systems put there is neither. */
export function textsOf(entries: ReadonlyMap<string, ZipEntry>): { texts: TextEntry[]; others: number } {
  const own = [...entries.values()].filter(({ name }) => !isOfSystem(name));
  const texts = own.flatMap((entry) => {
    const kind = FILE_ENDINGS[endingOf(entry.name)];
    return kind === 'md' || kind === 'html' || kind === 'txt' ? [{ entry, kind }] : [];
  });
  return { texts, others: own.length - texts.length };
}

/** Refuses an archive (422, 413) that has no text, or more text than may be read at once. */
export function boundTexts(texts: readonly TextEntry[]): void {
  if (texts.length === 0)
    throw new Problem(422, 'unreadable_file', 'The archive holds no Markdown, HTML or text.');
  const { fileBytes } = HTTP_LIMITS.imports;
  if (texts.reduce((sum, { entry }) => sum + entry.size, 0) > fileBytes)
    throw new Problem(413, 'too_large', `The texts of an archive have at most ${fileBytes} bytes.`);
}

/** What the texts of an archive need to know of it. */
export interface ArchiveOf {
  entries: ReadonlyMap<string, ZipEntry>;
  texts: readonly TextEntry[];
  /** The id of the document of each text, by its path. */
  docIds: ReadonlyMap<string, string>;
  /** The origin of the app. */
  origin: string;
  /** The most bytes that an image may have. */
  imageBytes: number;
}

/** The texts of an archive, each a document. */
export interface ArchiveSources {
  sources: Source[];
  /** Which entries of the archive, from 0, a text has shown as images, once it was read. */
  imagesOf(path: string): ReadonlySet<number>;
}

/**
 * The texts of an archive with its images: a text that leads to another one by its path leads to the document of that.
 */
export function archiveSources({ entries, texts, docIds, origin, imageBytes }: ArchiveOf): ArchiveSources {
  const images = new Map<string, FoundImage | null>();
  const shown = new Map<string, Set<number>>();
  const numbers = new Map([...entries.keys()].map((path, number) => [path, number]));
  const imageAt = (path: string, entry: ZipEntry): FoundImage | null => {
    const known = images.get(path);
    if (known !== undefined) return known;
    const found = foundImage(() => (entry.size > imageBytes ? null : bytesOf(entry)), imageBytes);
    images.set(path, found);
    return found;
  };
  const sources = texts.map(({ entry, kind }) =>
    textSource(
      {
        name: entry.name,
        docId: docIds.get(entry.name) ?? randomId(),
        kind,
        bytes: () => bytesOfText(entry),
      },
      {
        image(address, placed) {
          const path = pathsOf(entry.name, address).find((one) => entries.has(one));
          const found = path === undefined ? undefined : entries.get(path);
          if (path === undefined || found === undefined) return null;
          const image = imageAt(path, found);
          if (image !== null)
            shown.set(entry.name, (shown.get(entry.name) ?? new Set()).add(numbers.get(path) ?? 0));
          return placed.place(image);
        },
        link(address) {
          const path = pathsOf(entry.name, address).find((one) => docIds.has(one));
          return path === undefined ? null : `${origin}/d/${docIds.get(path)}`;
        },
      },
    ),
  );
  return { sources, imagesOf: (path) => shown.get(path) ?? new Set() };
}

// Held beside the archive, and one image at a time.
function bytesOfText(entry: ZipEntry): Uint8Array {
  const { entryBytes } = HTTP_LIMITS.imports;
  if (entry.size > entryBytes)
    throw new Unreadable(
      'too_large',
      `A text of an archive has at most ${entryBytes} bytes, with its images.`,
    );
  return entry.bytes();
}

// A damaged image is no image; the text that shows it is kept.
function bytesOf(entry: ZipEntry): Uint8Array | null {
  try {
    return entry.bytes();
  } catch (error) {
    if (error instanceof UnreadableFile) return null;
    throw error;
  }
}
