import { type ImageType, readImage } from '../../base/images/read-image.ts';
import { isWebAddress } from '../../ot/addresses.ts';
import type { ImportedThread } from '../imported.ts';
import { uri } from '../office/uri.ts';
import type { Warnings } from '../warnings.ts';
import { escapeText } from '../xml/escape.ts';
import { Relations } from './relations.ts';
import { CommentParts } from './write-comments.ts';
import type { LineStyles } from './write-line.ts';
import { textXml } from './write-run.ts';

/** A picture of the file: how `a:blip` names it, and its bytes if they are in the file. */
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

// What Word shows.
const SHOWN = new Set<ImageType>(['image/png', 'image/jpeg', 'image/gif']);

/** Collects what the text refers to. */
export class Parts implements LineStyles {
  readonly relations = new Relations();
  readonly lists = new Lists();
  readonly comments: CommentParts;
  /** The languages of blocks of code, by the ids of their styles. */
  readonly languages = new Map<string, string>();
  readonly media: Media[] = [];
  readonly notes: string[] = [];
  readonly #images: ReadonlyMap<string, Uint8Array>;
  readonly #pictures = new Map<string, WrittenPicture | null>();
  readonly #warnings: Warnings;

  constructor(
    { images, threads }: { images: ReadonlyMap<string, Uint8Array>; threads: readonly ImportedThread[] },
    warnings: Warnings,
  ) {
    this.#images = images;
    this.#warnings = warnings;
    this.comments = new CommentParts(threads);
  }

  code(language: string | true): string {
    if (language === true) return 'CodeBlock';
    for (const [id, known] of this.languages) if (known === language) return id;
    const id = `CodeBlock${this.languages.size + 1}`;
    this.languages.set(id, language);
    return id;
  }

  list(kind: 'bullet' | 'ordered', level: number): number {
    return this.lists.number(kind, level);
  }

  /** The id of a footnote with this text. */
  footnote(text: string): number {
    const paragraphs = text.split('\n').map((line, at) => {
      const mark =
        at === 0 ? '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>' : '';
      return `<w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>${mark}<w:r>${textXml(at === 0 ? ` ${line}` : line)}</w:r></w:p>`;
    });
    this.notes.push(paragraphs.join(''));
    return this.notes.length;
  }

  /** The id of a link, and whether the file says its address as it is. */
  link(address: string): { id: string; isExact: boolean } {
    return { id: this.relations.outside('hyperlink', address), isExact: uri(address) === address };
  }

  /** The picture with this address; null for one whose bytes are not there. */
  picture(address: string): WrittenPicture | null {
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
      // A file has the address as a URI; another one is kept beside it.
      if (!isWebAddress(address) || uri(address) !== address) return null;
      return { reference: `r:link="${this.relations.outside('image', address)}"`, bytes: null };
    }
    if (!SHOWN.has(image.type)) this.#warnings.add('image_kinds');
    const name = `image${this.media.length + 1}.${image.type.slice('image/'.length)}`;
    this.media.push({ name, type: image.type, bytes });
    return { reference: `r:embed="${this.relations.part('image', `media/${name}`)}"`, bytes };
  }
}

/** The lists of a text: one for all bullets, and one for each run of numbers, which begins with 1. */
export class Lists {
  #count = 1;
  #current: number | null = null;

  /** How many lists there are. */
  get count(): number {
    return this.#count;
  }

  /** The number of the list that an item belongs to. */
  number(kind: 'bullet' | 'ordered', _level: number): number {
    if (kind === 'bullet') return 1;
    this.#current ??= ++this.#count;
    return this.#current;
  }

  /** Says that something stands between the items before and those that follow. */
  interrupt(): void {
    this.#current = null;
  }
}

/** The part with the footnotes. */
export function footnotesXml(notes: readonly string[], namespaces: string): string {
  const separators =
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>' +
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>';
  const all = notes.map((note, at) => `<w:footnote w:id="${at + 1}">${note}</w:footnote>`).join('');
  return `<w:footnotes ${namespaces}>${separators}${all}</w:footnotes>`;
}

/** The part with the document's title. */
export function coreXml(title: string): string {
  return (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
    `<dc:title>${escapeText(title)}</dc:title></cp:coreProperties>`
  );
}
