import { deflateSync } from 'fflate';
import { toUtf8 } from '../utf8.ts';
import { crc32 } from './crc32.ts';
import { FLAGS, LENGTHS, METHODS, SIGNATURES } from './layout.ts';

// The first day that the format can say: the same content gives the same archive.
const DATE = (1 << 5) | 1;
// What 2.0 of the format added: compression and folders.
const VERSION = 20;

type Level = 1 | 3 | 6 | 9;

/** Writes a ZIP archive piece by piece. The same files give the same bytes, at any time and in any time zone. */
export class ZipWriter {
  readonly #directory: Uint8Array[] = [];
  #length = 0;

  /**
   * Adds a file; gives the pieces of the archive that hold it. A level of null stores it as it is: for what is
   * compressed already, such as images. The writer of an archive sees to it that no name comes twice.
   */
  add(name: string, bytes: Uint8Array, level: Level | null = 6): Uint8Array[] {
    const path = toUtf8(name);
    const packed = level === null || bytes.length === 0 ? bytes : deflateSync(bytes, { level });
    const isPacked = packed.length < bytes.length;
    const content = isPacked ? packed : bytes;
    const common = new Uint8Array(26);
    const view = new DataView(common.buffer);
    view.setUint16(0, VERSION, true);
    view.setUint16(2, FLAGS.utf8, true);
    view.setUint16(4, isPacked ? METHODS.deflated : METHODS.stored, true);
    view.setUint16(8, DATE, true);
    view.setUint32(10, crc32(bytes), true);
    view.setUint32(14, content.length, true);
    view.setUint32(18, bytes.length, true);
    view.setUint16(22, path.length, true);
    this.#directory.push(centralHeader(common, this.#length), path);
    const local = new Uint8Array(LENGTHS.local);
    new DataView(local.buffer).setUint32(0, SIGNATURES.local, true);
    local.set(common, 4);
    this.#length += local.length + path.length + content.length;
    return [local, path, content];
  }

  /** The last pieces of the archive: its directory. */
  end(): Uint8Array[] {
    const count = this.#directory.length / 2;
    if (count > 0xffff || this.#length > 0xffffffff)
      throw new Error('Invariant broken: the archive is too large');
    const length = this.#directory.reduce((sum, piece) => sum + piece.length, 0);
    const end = new Uint8Array(LENGTHS.end);
    const view = new DataView(end.buffer);
    view.setUint32(0, SIGNATURES.end, true);
    view.setUint16(8, count, true);
    view.setUint16(10, count, true);
    view.setUint32(12, length, true);
    view.setUint32(16, this.#length, true);
    return [...this.#directory, end];
  }
}

/** A whole archive of these files. */
export function zipOf(files: Iterable<readonly [name: string, bytes: Uint8Array, level?: Level | null]>) {
  const writer = new ZipWriter();
  const pieces: Uint8Array[] = [];
  for (const file of files) pieces.push(...writer.add(...file));
  pieces.push(...writer.end());
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function centralHeader(common: Uint8Array, place: number): Uint8Array {
  const header = new Uint8Array(LENGTHS.central);
  const view = new DataView(header.buffer);
  view.setUint32(0, SIGNATURES.central, true);
  view.setUint16(4, VERSION, true);
  header.set(common, 6);
  view.setUint32(42, place, true);
  return header;
}
