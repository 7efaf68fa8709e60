import { imagesIn } from '../formats/files/shown-images.ts';
import { textWithNotes } from '../formats/files/text-with-notes.ts';
import type { StoredImage } from '../formats/files/with-images.ts';
import { Unreadable } from '../formats/unreadable.ts';
import { type Warning, Warnings } from '../formats/warnings.ts';
import type { Delta } from '../ot/op.ts';
import { uploadKey } from '../platform/archive/keys.ts';
import { Problem } from '../platform/problem/problem.ts';
import { EXPORTS, exportContent } from './export-content.ts';
import { plainName } from './plain-name.ts';

const { docx: _docx, odt: _odt, ...TEXTS } = EXPORTS;

/** The formats of files but those of office programs, by their endings. */
export const FILES = { ...TEXTS, zip: 'application/zip' } as const;

/** A format of files. */
export type FileFormat = keyof typeof FILES;

/** A file, with what its format could not say. */
export interface ExportedFile {
  body: string | ReadableStream<Uint8Array>;
  warnings: readonly Warning[];
}

/** Whether files of a format have images in them. */
export function showsImages(format: FileFormat): boolean {
  return format === 'html' || format === 'zip';
}

/** What is written. */
export interface FileSource {
  docId: string;
  title: string;
  version: number;
  ops: Delta;
  /** Those that are stored for the document, for a format that shows them. */
  images: readonly StoredImage[];
  /** The origin of the app, which the addresses of images lead to that do not fit. */
  origin: string;
}

// A browser opens a page of this size; an archive goes to the disk as it comes.
const MOST_IMAGE_BYTES = { html: 50 * 1024 * 1024, zip: 500 * 1024 * 1024 };
// A multiple of three: pieces of base64 can be joined.
const PIECE = 3 * 64 * 1024;

/**
 * A text as a file: HTML is a whole page with its own images in it, a ZIP is Markdown with them as files. Both come piece
 * by piece, with one image in memory. The same text with the same images gives the same bytes. Throws as `exportContent`.
 */
export async function exportFile(env: Env, source: FileSource, format: FileFormat): Promise<ExportedFile> {
  if (format === 'txt') return { body: textWithNotes(source.ops), warnings: [] };
  if (format !== 'html' && format !== 'zip') {
    const { body, warnings } = await exportContent(source, format, source.title);
    return { body, warnings: format === 'md' ? withLinked(warnings, source.ops) : warnings };
  }
  const { docId, title, ops, origin } = source;
  const stored = new Map(source.images.map((image) => [image.hash, image]));
  const writers = await import('../formats/files/with-images.ts');
  const bytesOf = imageReader(env, docId);
  const sources = { docId, title, stored, most: MOST_IMAGE_BYTES[format], origin, mark: newMark() };
  try {
    if (format === 'html') {
      const { pieces, warnings } = writers.htmlWithImages(ops, sources);
      return { body: streamOf(pageBytes(pieces, bytesOf, `${origin}/v1/docs/${docId}/uploads/`)), warnings };
    }
    const written = writers.markdownWithImages(ops, sources);
    const { ZipWriter } = await import('../formats/zip/zip-writer.ts');
    return {
      body: streamOf(archiveBytes(new ZipWriter(), written, title, bytesOf)),
      warnings: written.warnings,
    };
  } catch (error) {
    if (error instanceof Unreadable) throw new Problem(413, 'too_large', error.message);
    throw error;
  }
}

// A file of Markdown alone names its images by their addresses, which only members can follow.
function withLinked(warnings: readonly Warning[], ops: Delta): Warning[] {
  const all = new Warnings();
  all.addAll(warnings);
  all.add('linked_image', imagesIn(ops).size);
  return all.list();
}

type ReadImage = (image: StoredImage) => Promise<Uint8Array | null>;

function imageReader(env: Env, docId: string): ReadImage {
  return async ({ hash }) => {
    const object = await env.ARCHIVE.get(uploadKey(docId, hash));
    return object === null ? null : new Uint8Array(await object.arrayBuffer());
  };
}

async function* pageBytes(
  pieces: readonly (string | StoredImage)[],
  bytesOf: ReadImage,
  addresses: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      yield encoder.encode(piece);
      continue;
    }
    const bytes = await bytesOf(piece);
    // Its row came before its bytes, which are still on their way.
    yield encoder.encode(bytes === null ? `${addresses}${piece.hash}` : `data:${piece.type};base64,`);
    for (let at = 0; bytes !== null && at < bytes.length; at += PIECE)
      yield encoder.encode(Buffer.from(bytes.subarray(at, at + PIECE)).toString('base64'));
  }
}

interface Archive {
  add(name: string, bytes: Uint8Array, level?: null): Uint8Array[];
  end(): Uint8Array[];
}

async function* archiveBytes(
  archive: Archive,
  { markdown, files }: { markdown: string; files: readonly { path: string; image: StoredImage }[] },
  title: string,
  bytesOf: ReadImage,
): AsyncGenerator<Uint8Array> {
  yield* archive.add(`${plainName(title)}.md`, new TextEncoder().encode(markdown));
  for (const { path, image } of files) {
    const bytes = await bytesOf(image);
    if (bytes !== null) yield* archive.add(path, bytes, null);
  }
  yield* archive.end();
}

function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

function newMark(): string {
  return crypto.randomUUID().replaceAll('-', '');
}
