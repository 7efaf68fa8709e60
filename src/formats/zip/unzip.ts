import { Inflate } from 'fflate';
import { UnreadableFile } from '../unreadable-file.ts';
import { crc32 } from './crc32.ts';
import { type DirectoryEntry, readDirectory } from './directory.ts';

/** A file of an archive. Nothing of it is expanded before it is read. */
export interface ZipEntry {
  /** Its path: segments parted by `/`, none of them `.` or `..`. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /**
   * Its bytes, piece by piece; a piece that is kept is not written over. Throws `UnreadableFile` before it gives more
   * than `size`, and after the last piece if the bytes are not those that were packed.
   */
  pieces(): Generator<Uint8Array>;
  /** Its bytes at once. Throws `UnreadableFile`. */
  bytes(): Uint8Array;
}

// What is expanded of it at once is at most 1,032 times as long.
const PIECE = 16 * 1024;

/**
 * The files of a ZIP archive by their names, in the order of its directory. The whole archive is checked by what it
 * claims (`ZIP_LIMITS`) before anything is expanded. Throws `UnreadableFile`.
 */
export function unzip(archive: Uint8Array): ReadonlyMap<string, ZipEntry> {
  return new Map(readDirectory(archive).map((entry) => [entry.name, entryOf(archive, entry)]));
}

function entryOf(archive: Uint8Array, entry: DirectoryEntry): ZipEntry {
  const { name, size, start, packed } = entry;
  const content = archive.subarray(start, start + packed);
  const pieces = () => checked(entry, entry.isDeflated ? inflated(content, name) : [content]);
  return { name, size, pieces, bytes: () => joined(pieces(), size) };
}

function* checked({ name, size, crc }: DirectoryEntry, pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let length = 0;
  let sum = 0;
  for (const piece of pieces) {
    length += piece.length;
    if (length > size) throw damaged(name);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (length !== size || sum !== crc) throw damaged(name);
}

function* inflated(content: Uint8Array, name: string): Generator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const inflate = new Inflate((piece) => {
    if (piece.length > 0) ready.push(piece);
  });
  for (let at = 0; at < content.length; at += PIECE) {
    try {
      inflate.push(content.subarray(at, at + PIECE), at + PIECE >= content.length);
    } catch {
      throw damaged(name);
    }
    yield* ready.splice(0);
  }
}

function joined(pieces: Iterable<Uint8Array>, size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function damaged(name: string): UnreadableFile {
  return new UnreadableFile(`The archive is damaged at ${JSON.stringify(name)}.`);
}
