import { uploadAddress, uploadAt } from '../../ot/addresses.ts';
import type { Delta } from '../../ot/op.ts';
import { writeHtmlPage } from '../html/page.ts';
import { writeMarkdown } from '../markdown/write.ts';
import { type Warning, Warnings } from '../warnings.ts';

/** A file that is stored for a document. */
export interface StoredImage {
  hash: string;
  type: string;
  /** In bytes. */
  size: number;
}

/** A text that shows images: each piece is text, or an image that stands there. */
export interface PageWithImages {
  pieces: (string | StoredImage)[];
  warnings: Warning[];
}

/** A document as Markdown with files beside it: their paths, in the order in which it shows them. */
export interface MarkdownWithImages {
  markdown: string;
  files: { path: string; image: StoredImage }[];
  warnings: Warning[];
}

/** What is written, and with which of its images. */
export interface ImageSources {
  docId: string;
  title: string;
  /** The files that are stored for the document, by their hashes. */
  stored: ReadonlyMap<string, StoredImage>;
  /** The most bytes that they may have together; what goes beyond stays an address. */
  most: number;
  /** The origin of the app, which the addresses of those lead to. */
  origin: string;
  /** Letters and digits that stand in no text: 32 hexadecimal ones. */
  mark: string;
}

/** A document as a page of HTML in which its own images stand as data. */
export function htmlWithImages(document: Delta, sources: ImageSources): PageWithImages {
  const { mark, origin, title } = sources;
  const warnings = new Warnings();
  const shown: StoredImage[] = [];
  let left = sources.most;
  const image = (address: string): string => {
    const found = ownImage(address, sources);
    if (found === null) return address;
    // An image that is shown twice stands there twice.
    if (found.stored === undefined || found.stored.size > left) {
      warnings.add('linked_image');
      return `${origin}${address}`;
    }
    left -= found.stored.size;
    return `urn:${mark}:${shown.push(found.stored) - 1}`;
  };
  const page = writeHtmlPage(document, title, { image });
  const pieces = page
    .split(new RegExp(`urn:${mark}:(\\d+)`))
    .map((piece, at) => (at % 2 === 0 ? piece : (shown[Number(piece)] as StoredImage)));
  return { pieces, warnings: warnings.list() };
}

const ENDINGS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg' };

/** A document as Markdown that shows its own images as files beside it. */
export function markdownWithImages(document: Delta, sources: ImageSources): MarkdownWithImages {
  const { docId, mark, origin } = sources;
  const warnings = new Warnings();
  const files: MarkdownWithImages['files'] = [];
  const places = new Map<string, string>();
  let left = sources.most;
  const placeOf = (address: string, stored: StoredImage | undefined): string => {
    const known = places.get(address);
    if (known !== undefined) return known;
    const fits = stored !== undefined && stored.size <= left;
    if (!fits) return `${origin}${address}`;
    left -= stored.size;
    const number = String(files.length + 1);
    const path = `images/${number}.${ENDINGS[stored.type] ?? stored.type.replace(/^image\//, '')}`;
    files.push({ path, image: stored });
    places.set(address, path);
    return path;
  };
  // The writer reads again what it writes, so it gets addresses of uploads, and these are put in their places after it.
  const written: string[] = [];
  const marked = document.map((op) => {
    if (!('insert' in op) || typeof op.insert === 'string') return op;
    const { image } = op.insert;
    const found = typeof image === 'string' ? ownImage(image, sources) : null;
    if (found === null || typeof image !== 'string') return op;
    const place = placeOf(image, found.stored);
    if (!places.has(image)) warnings.add('linked_image');
    const number = (written.push(place) - 1).toString(16).padStart(32, '0');
    return { ...op, insert: { image: uploadAddress({ docId, hash: `${mark}${number}` }) } };
  });
  const { markdown, warnings: unsaid } = writeMarkdown(marked);
  const marks = new RegExp(`/v1/docs/${docId}/uploads/${mark}([0-9a-f]{32})`, 'g');
  const whole = markdown.replace(
    marks,
    (_, number: string) => written[Number.parseInt(number, 16)] as string,
  );
  return { markdown: whole, files, warnings: [...unsaid, ...warnings.list()] };
}

function ownImage(address: string, { docId, stored }: ImageSources) {
  const upload = uploadAt(address);
  return upload?.docId === docId ? { stored: stored.get(upload.hash) } : null;
}
