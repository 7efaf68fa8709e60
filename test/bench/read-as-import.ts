import { parseContent } from '../../src/content/incoming-content.ts';
import { archiveSources, textsOf } from '../../src/features/imports/archive-sources.ts';
import { type FoundImage, type FoundImages, foundImage } from '../../src/features/imports/found-images.ts';
import { docxSource, type Source, textSource } from '../../src/features/imports/sources.ts';
import { fileKind } from '../../src/formats/files/file-kind.ts';
import { imagesIn } from '../../src/formats/files/shown-images.ts';
import { unzip } from '../../src/formats/zip/unzip.ts';
import { uploadAddress } from '../../src/ot/addresses.ts';
import { parseForm } from '../../src/platform/http/multipart.ts';

const DOC = 'D'.repeat(22);
const MOST = 10 * 1024 * 1024;

/** A file as it is sent. */
export interface SentFile {
  name: string;
  content: Uint8Array;
}

/**
 * Reads a file as an import does, up to what the Document would get; its images are read, and stored nowhere. `look` is
 * called while the bytes of an image are held, and at the end of each document.
 */
export async function readAsImport(file: SentFile, look = (): void => undefined): Promise<string> {
  const form = formOf(file);
  // The file stands in the form alone from here on.
  file.content = new Uint8Array();
  const bytes = parseForm(form, 'b')?.[0]?.bytes ?? new Uint8Array();
  let characters = 0;
  let documents = 0;
  try {
    for (const source of sourcesOf(file.name, bytes)) {
      const images = new ReadImages(look);
      const read = await source.read(images as unknown as FoundImages, 'mark');
      const { document } = await parseContent({ delta: read.document }, source.docId);
      images.readAll(imagesIn(document));
      look();
      characters += JSON.stringify(document).length;
      documents++;
    }
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return `${documents} read, ${(characters / 1024 / 1024).toFixed(1)} MiB`;
}

function sourcesOf(name: string, bytes: Uint8Array): Source[] {
  const kind = fileKind({ name, type: null, bytes });
  if (kind === 'docx') return [docxSource({ name, docId: DOC, bytes })];
  if (kind === 'md' || kind === 'html' || kind === 'txt')
    return [textSource({ name, docId: DOC, kind, bytes: () => bytes })];
  const entries = unzip(bytes);
  if (entries.has('[Content_Types].xml')) return [docxSource({ name, docId: DOC, bytes })];
  const { texts } = textsOf(entries);
  const docIds = new Map(texts.map(({ entry }) => [entry.name, DOC]));
  return archiveSources({ entries, texts, docIds, origin: 'https://docs.example', imageBytes: MOST }).sources;
}

/** Places images as `FoundImages` does, and reads their bytes again where that would store them. */
class ReadImages {
  readonly most = MOST;
  readonly #found = new Map<string, FoundImage>();
  readonly #look: () => void;

  constructor(look: () => void) {
    this.#look = look;
  }

  place(image: FoundImage | null): string {
    if (image === null) return '';
    const address = uploadAddress({ docId: DOC, hash: image.hash });
    this.#found.set(address, image);
    return address;
  }

  readonly keep = async (bytes: Uint8Array): Promise<string | null> => {
    const image = foundImage(() => bytes, MOST);
    this.#look();
    return image === null ? null : uploadAddress({ docId: DOC, hash: image.hash });
  };

  readAll(shown: ReadonlySet<string>): void {
    for (const [address, image] of this.#found) {
      const bytes = shown.has(address) ? image.read() : null;
      this.#look();
      if (bytes?.length === 0) throw new Error('an image without a byte');
    }
  }
}

function formOf({ name, content }: SentFile): Uint8Array {
  const head = new TextEncoder().encode(
    `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`,
  );
  const tail = new TextEncoder().encode('\r\n--b--\r\n');
  const form = new Uint8Array(head.length + content.length + tail.length);
  form.set(head);
  form.set(content, head.length);
  form.set(tail, head.length + content.length);
  return form;
}
