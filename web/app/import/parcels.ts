import { isOfSystem } from '../../../src/formats/files/archive-paths.ts';
import { endingOf, FILE_ENDINGS, isOfficeKind } from '../../../src/formats/files/file-kind.ts';
import { UnreadableFile } from '../../../src/formats/unreadable-file.ts';
import { unzip } from '../../../src/formats/zip/unzip.ts';
import { zipOf } from '../../../src/formats/zip/zip-writer.ts';
import { MOST_FILES, type Source } from './gather.ts';

/** What is sent at once. */
export interface Parcel {
  /** The name that it is sent by. */
  name: string;
  /** The path of what it holds; of several texts the first. */
  path: string;
  content: Blob;
}

/** Why a source is not sent. */
export type Refusal = 'nothing' | 'wrongKind' | 'tooLarge' | 'tooManyFiles' | 'archiveTooLarge' | 'damaged';

/** What of a source is sent. */
export interface Contents {
  parcels: Parcel[];
  /** How many of its files are neither a text nor an image of one. */
  leftOut: number;
  /** The paths of texts that the server would not take. */
  tooLarge: string[];
}

/** A source that is packed, or why it is not. */
export type Packed = Contents | { refusal: Refusal };

const MIB = 1024 * 1024;
/** The server's bound of a file. */
const MOST_BYTES = 20 * MIB;
/** This browser holds an archive in its memory. */
const MOST_ARCHIVE_BYTES = 300 * MIB;
// Of what is packed here. The server makes up to fifty documents of an archive.
const DOCUMENTS = 20;
const PACKED_BYTES = 16 * MIB;
const MOST_DOCUMENTS = 50;

/**
 * Packs a source for the server. A file goes as it is. A folder, and an archive that the server would not take whole, go
 * as archives of a few texts with the images that they name.
 */
export async function pack({ files, isFolder }: Source): Promise<Packed> {
  const [only] = files.values();
  if (only === undefined) return { refusal: 'nothing' };
  if (isFolder) return packFolder(files);
  const kind = FILE_ENDINGS[endingOf(only.name)];
  if (kind === undefined) return { refusal: 'wrongKind' };
  if (kind !== 'zip') {
    if (only.size > MOST_BYTES) return { refusal: 'tooLarge' };
    return whole(only);
  }
  if (only.size > MOST_ARCHIVE_BYTES) return { refusal: 'archiveTooLarge' };
  return packArchive(only);
}

// Files of office programs in a folder go one by one, beside its texts.
async function packFolder(files: ReadonlyMap<string, File>): Promise<Packed> {
  if (files.size > MOST_FILES) return { refusal: 'tooManyFiles' };
  const own = [...files].filter(([path]) => !isOfSystem(path));
  const isLarge = ([, { size }]: [string, File]) => size > MOST_BYTES;
  const isDocument = ([path]: [string, File]) => isOffice(path) || isText(path);
  const tooLarge = own.filter((one) => isDocument(one) && isLarge(one)).map(([path]) => path);
  const sent = own.filter((one) => !isLarge(one));
  const office = sent
    .filter(([path]) => isOffice(path))
    .map(([path, content]) => ({ name: content.name, path, content }));
  const { parcels, leftOut } = packFiles(await readAll(sent.filter(([path]) => !isOffice(path))));
  const largeOthers = own.filter((one) => !isDocument(one) && isLarge(one)).length;
  if (office.length + parcels.length + tooLarge.length === 0) return { refusal: 'nothing' };
  return { parcels: [...office, ...parcels], leftOut: leftOut + largeOthers, tooLarge };
}

async function packArchive(archive: File): Promise<Packed> {
  try {
    const entries = unzip(new Uint8Array(await archive.arrayBuffer()));
    const texts = [...entries.keys()].filter((path) => !isOfSystem(path) && isText(path));
    if (texts.length === 0) return { refusal: 'nothing' };
    if (archive.size <= MOST_BYTES && texts.length <= MOST_DOCUMENTS) return whole(archive);
    const files = [...entries].filter(([path]) => !isOfSystem(path));
    return { ...packFiles(new Map(files.map(([path, entry]) => [path, () => entry.bytes()]))), tooLarge: [] };
  } catch (error) {
    if (error instanceof UnreadableFile) return { refusal: 'damaged' };
    throw error;
  }
}

type Files = ReadonlyMap<string, () => Uint8Array>;

async function readAll(files: readonly [string, File][]): Promise<Files> {
  const read = new Map<string, () => Uint8Array>();
  for (const [path, file] of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    read.set(path, () => bytes);
  }
  return read;
}

function whole(file: File): Contents {
  return { parcels: [{ name: file.name, path: file.name, content: file }], leftOut: 0, tooLarge: [] };
}

function packFiles(files: Files): Pick<Contents, 'parcels' | 'leftOut'> {
  const texts = [...files].filter(([path]) => isText(path));
  const others = [...files].filter(([path]) => !isText(path));
  const used = new Set<string>();
  const parcels: Parcel[] = [];
  let batch = new Map<string, Uint8Array>();
  let first = '';
  let count = 0;
  let size = 0;
  const close = () => {
    if (count === 0) return;
    const packed = [...batch].map(([path, bytes]) => [path, bytes, isText(path) ? 1 : null] as const);
    parcels.push({ name: `${parcels.length + 1}.zip`, path: first, content: new Blob([zipOf(packed)]) });
    batch = new Map();
    count = 0;
    size = 0;
  };
  for (const [path, read] of texts) {
    const bytes = read();
    const shown = imagesOf(bytes, others);
    const needed = bytes.length + shown.reduce((sum, [, image]) => sum + image.length, 0);
    if (count === DOCUMENTS || size + needed > PACKED_BYTES) close();
    if (count === 0) first = path;
    batch.set(path, bytes);
    count++;
    size += bytes.length;
    for (const [image, content] of shown) {
      if (batch.has(image)) continue;
      // What finds no room beside its text is left out there, and counted by the server.
      if (size + content.length > PACKED_BYTES) continue;
      batch.set(image, content);
      used.add(image);
      size += content.length;
    }
  }
  close();
  return { parcels, leftOut: others.filter(([path]) => !used.has(path)).length };
}

// The files whose names stand in a text, as they are or percent-encoded.
function imagesOf(text: Uint8Array, others: readonly [string, () => Uint8Array][]): [string, Uint8Array][] {
  const decoded = new TextDecoder().decode(text);
  return others.flatMap(([path, read]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const names = [name, encodeURI(name), encodeURIComponent(name)];
    return names.some((one) => decoded.includes(one)) ? [[path, read()] as [string, Uint8Array]] : [];
  });
}

function isOffice(path: string): boolean {
  return isOfficeKind(FILE_ENDINGS[endingOf(path)]);
}

function isText(path: string): boolean {
  const kind = FILE_ENDINGS[endingOf(path)];
  return kind === 'md' || kind === 'html' || kind === 'txt';
}
