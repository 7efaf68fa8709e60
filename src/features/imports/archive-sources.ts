import { randomId } from '../../base/ids.ts';
import { isOfSystem, pathsOf } from '../../formats/files/archive-paths.ts';
import { endingOf, FILE_ENDINGS } from '../../formats/files/file-kind.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import type { ZipEntry } from '../../formats/zip/unzip.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { type FoundImage, foundImage } from './found-images.ts';
import { type Source, textSource } from './sources.ts';

/** The texts of an archive, each a document. */
export interface ArchiveSources {
  sources: Source[];
  /** How many files of it are neither a text nor an image of one, once all were read. */
  leftOut(): number;
}

/**
 * The texts of an archive with its images: a text that leads to another one by its path leads to the document of that.
 * `origin` is that of the app. Throws 413 `too_large` for more than may be read at once, 422 `unreadable_file` for an
 * archive without any text.
 */
export function archiveSources(
  entries: ReadonlyMap<string, ZipEntry>,
  { origin, imageBytes }: { origin: string; imageBytes: number },
): ArchiveSources {
  const own = [...entries.values()].filter(({ name }) => !isOfSystem(name));
  const texts = own.flatMap((entry) => {
    const kind = FILE_ENDINGS[endingOf(entry.name)];
    const isText = kind === 'md' || kind === 'html' || kind === 'txt';
    return isText ? [{ entry, kind, docId: randomId() }] : [];
  });
  bound(texts.map(({ entry }) => entry));
  const documents = new Map(texts.map(({ entry, docId }) => [entry.name, docId]));
  const images = new Map<string, FoundImage | null>();
  const imageAt = (path: string, entry: ZipEntry): FoundImage | null => {
    const known = images.get(path);
    if (known !== undefined) return known;
    const found = foundImage(() => (entry.size > imageBytes ? null : bytesOf(entry)), imageBytes);
    images.set(path, found);
    return found;
  };
  const sources = texts.map(({ entry, kind, docId }) =>
    textSource(
      { name: entry.name, docId, kind, bytes: () => entry.bytes() },
      {
        image(address, placed) {
          const path = pathsOf(entry.name, address).find((one) => entries.has(one));
          const found = path === undefined ? undefined : entries.get(path);
          return path === undefined || found === undefined ? null : placed.place(imageAt(path, found));
        },
        link(address) {
          const path = pathsOf(entry.name, address).find((one) => documents.has(one));
          return path === undefined ? null : `${origin}/d/${documents.get(path)}`;
        },
      },
    ),
  );
  const leftOut = () => own.filter(({ name }) => !documents.has(name) && !images.get(name)).length;
  return { sources, leftOut };
}

function bound(texts: readonly ZipEntry[]): void {
  if (texts.length === 0)
    throw new Problem(422, 'unreadable_file', 'The archive holds no Markdown, HTML or text.');
  const { documents, fileBytes } = HTTP_LIMITS.imports;
  if (texts.length > documents)
    throw new Problem(413, 'too_large', `An archive has at most ${documents} documents.`);
  if (texts.reduce((sum, { size }) => sum + size, 0) > fileBytes)
    throw new Problem(413, 'too_large', `The texts of an archive have at most ${fileBytes} bytes.`);
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
