import type { ReadingCost } from '../office/cost.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readXml, type XmlHandler } from '../xml/read-xml.ts';
import { unzip, type ZipEntry } from '../zip/unzip.ts';
import { NAMESPACES } from './namespaces.ts';

/** What a part refers to by an id. */
export interface Relationship {
  /** The last segment of its type: `image`, `styles`. */
  readonly type: string;
  /** The path of a part, or the address of something outside. */
  readonly target: string;
  readonly isExternal: boolean;
}

// Word 97 and protected files are of this older format.
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];

/** The parts of a Word file (ISO 29500-2). */
export class DocxPackage {
  readonly #cost: ReadingCost;
  readonly #entries: ReadonlyMap<string, ZipEntry>;
  // Names of parts do not depend on their case.
  readonly #names: ReadonlyMap<string, string>;

  /** Throws `UnreadableFile`. */
  constructor(bytes: Uint8Array, cost: ReadingCost) {
    this.#cost = cost;
    if (COMPOUND_FILE.every((byte, at) => bytes[at] === byte))
      throw new UnreadableFile(
        'The file is protected by a password, or in the format of Word 97. Save it as .docx.',
      );
    this.#entries = unzip(bytes);
    this.#names = new Map([...this.#entries.keys()].map((name) => [name.toLowerCase(), name]));
  }

  /** The part at a path; null where there is none. */
  part(path: string): ZipEntry | null {
    return this.#entries.get(path) ?? this.#entries.get(this.#names.get(path.toLowerCase()) ?? '') ?? null;
  }

  /** Reads a part; nothing if there is none. Throws `UnreadableFile`. */
  read(path: string | null, handler: XmlHandler): void {
    const part = path === null ? null : this.part(path);
    if (part === null) return;
    this.#cost.readXml(part.size);
    readXml(part.pieces(), NAMESPACES, handler);
  }

  /** What the part at `path` refers to, by id; the whole file for ''. Throws `UnreadableFile`. */
  relationships(path: string): Map<string, Relationship> {
    const slash = path.lastIndexOf('/') + 1;
    const found = new Map<string, Relationship>();
    const cost = this.#cost;
    this.read(`${path.slice(0, slash)}_rels/${path.slice(slash)}.rels`, {
      open(name, attributes) {
        if (name !== 'Relationship') return;
        cost.keep('entry');
        const target = attributes.get('Target') ?? '';
        const isExternal = attributes.get('TargetMode') === 'External';
        found.set(attributes.get('Id') ?? '', {
          type: (attributes.get('Type') ?? '').replace(/^.*\//, ''),
          target: isExternal ? target : resolved(path.slice(0, slash), target),
          isExternal,
        });
      },
      close() {},
      text() {},
    });
    return found;
  }

  /** The path of the document's own part. Throws `UnreadableFile` where there is none. */
  mainPart(): string {
    const path = pathOf(this.relationships(''), 'officeDocument') ?? 'word/document.xml';
    if (this.part(path) === null)
      throw new UnreadableFile('The file is no Word document: it has no text in the format of .docx.');
    return path;
  }
}

/** The path of the only part of a type that there is; null where there is none. */
export function pathOf(relationships: ReadonlyMap<string, Relationship>, type: string): string | null {
  for (const one of relationships.values()) if (one.type === type && !one.isExternal) return one.target;
  return null;
}

function resolved(folder: string, target: string): string {
  const [plain = ''] = target.replaceAll('\\', '/').split('#');
  const segments: string[] = [];
  for (const segment of (plain.startsWith('/') ? plain : folder + plain).split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.map(decoded).join('/');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
