import { readDocx } from '../../src/formats/docx/read.ts';
import { pathsOf } from '../../src/formats/files/archive-paths.ts';
import { endingOf, fileKind } from '../../src/formats/files/file-kind.ts';
import { readTextFile } from '../../src/formats/files/read-text-file.ts';
import { imagesIn } from '../../src/formats/files/shown-images.ts';
import { unzip, type ZipEntry } from '../../src/formats/zip/unzip.ts';
import { uploadAddress } from '../../src/ot/addresses.ts';
import type { Delta } from '../../src/ot/op.ts';
import { parseDelta } from '../../src/ot/parse-delta.ts';
import { parseForm } from '../../src/platform/http/multipart.ts';
import { LIMITS } from '../../src/protocol/limits.ts';

const docId = 'D'.repeat(22);
const MOST = 10 * 1024 * 1024;

/** A file as it is sent. */
export interface SentFile {
  name: string;
  content: Uint8Array;
}

/**
 * Reads a file as an import does, up to what the Document would get; its images are read twice, and stored nowhere.
 * `look` is called while the bytes of an image are held, and at the end of each document.
 */
export async function readAsImport(file: SentFile, look = (): void => undefined): Promise<string> {
  const form = formOf(file);
  // The file stands in the form alone from here on.
  file.content = new Uint8Array();
  const bytes = parseForm(form, 'b')?.[0]?.bytes ?? new Uint8Array();
  const lengths: number[] = [];
  try {
    for (const read of documentsOf(file.name, bytes, new Images(look))) {
      const document = parsed(await read());
      look();
      lengths.push(JSON.stringify(document).length);
    }
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  const characters = lengths.reduce((sum, length) => sum + length, 0);
  return `${lengths.length} read, ${(characters / 1024 / 1024).toFixed(1)} MiB`;
}

type Reading = () => Promise<Delta>;

function* documentsOf(name: string, bytes: Uint8Array, images: Images): Generator<Reading> {
  const kind = fileKind({ name, type: null, bytes });
  const word: Reading = async () => (await readDocx(bytes, { placeImage: images.keep, docId })).document;
  if (kind === 'docx') yield word;
  else if (kind === 'md' || kind === 'html' || kind === 'txt')
    yield async () => images.read(kind, bytes, () => null);
  else {
    const entries = unzip(bytes);
    if (entries.has('[Content_Types].xml')) yield word;
    else
      for (const entry of entries.values()) {
        const ending = endingOf(entry.name);
        if (ending === 'md' || ending === 'html')
          yield async () => images.read(ending, entry.bytes(), (address) => entryAt(entries, entry, address));
      }
  }
}

function entryAt(
  entries: ReadonlyMap<string, ZipEntry>,
  { name }: ZipEntry,
  address: string,
): ZipEntry | null {
  const path = pathsOf(name, address).find((one) => entries.has(one));
  return (path === undefined ? undefined : entries.get(path)) ?? null;
}

function parsed(ops: Delta): Delta {
  const rules = {
    docId,
    form: 'any',
    maxBytes: LIMITS.documentBytes,
    maxMembers: LIMITS.documentBytes / 16,
  } as const;
  const result = parseDelta(ops, rules);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Places images as an import does, and reads their bytes again where that would store them. */
class Images {
  readonly #look: () => void;
  readonly #found: (() => Uint8Array | null)[] = [];

  constructor(look: () => void) {
    this.#look = look;
  }

  readonly keep = async (bytes: Uint8Array): Promise<string | null> => {
    this.#look();
    return addressOf(bytes.length);
  };

  read(kind: 'md' | 'html' | 'txt', bytes: Uint8Array, at: (address: string) => ZipEntry | null): Delta {
    const image = (address: string): string | null => {
      const entry = at(address);
      return entry === null ? null : this.#place(() => entry.bytes());
    };
    const { document } = readTextFile(bytes, {
      kind,
      docId,
      addresses: { image, link: () => null },
      placeData: (data) => this.#place(() => data.bytes(MOST)),
      mark: 'mark',
    });
    if (imagesIn(document).size > 0) for (const again of this.#found) this.#lookAt(again());
    return document;
  }

  #place(read: () => Uint8Array | null): string {
    const size = this.#lookAt(read());
    if (size === 0) return '';
    this.#found.push(read);
    return addressOf(this.#found.length);
  }

  #lookAt(bytes: Uint8Array | null): number {
    this.#look();
    return bytes?.length ?? 0;
  }
}

function addressOf(number: number): string {
  return uploadAddress({ docId, hash: number.toString(16).padStart(64, '0') });
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
