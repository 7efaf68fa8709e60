import type { ImportedThread } from '../imported.ts';
import { uri } from '../office/uri.ts';
import { type PictureNames, WrittenPictures } from '../office/written-pictures.ts';
import type { Warnings } from '../warnings.ts';
import { escapeText } from '../xml/escape.ts';
import { Relations } from './relations.ts';
import { CommentParts } from './write-comments.ts';
import type { LineStyles } from './write-line.ts';
import { textXml } from './write-run.ts';

/** Collects what the text refers to. */
export class Parts implements LineStyles {
  readonly relations = new Relations();
  readonly lists = new Lists();
  readonly comments: CommentParts;
  /** The languages of blocks of code, by the ids of their styles. */
  readonly languages = new Map<string, string>();
  readonly pictures: WrittenPictures;
  readonly notes: string[] = [];

  constructor(
    { images, threads }: { images: ReadonlyMap<string, Uint8Array>; threads: readonly ImportedThread[] },
    warnings: Warnings,
  ) {
    const names: PictureNames = {
      inside: (name) => `r:embed="${this.relations.part('image', `media/${name}`)}"`,
      // A file has the address as a URI; another one is kept beside it.
      outside: (address) =>
        uri(address) === address ? `r:link="${this.relations.outside('image', address)}"` : null,
    };
    this.pictures = new WrittenPictures(images, names, warnings);
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
