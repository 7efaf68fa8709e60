import { UnreadableFile } from '../unreadable-file.ts';
import { entryName } from './entry-name.ts';
import { FLAGS, IN_EXTRA, LENGTHS, METHODS, SIGNATURES, ZIP64 } from './layout.ts';

/** An entry as the directory of an archive claims it to be. */
export interface DirectoryEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc: number;
  /** In bytes, as kept in the archive. */
  readonly packed: number;
  /** In bytes, expanded: no more are ever taken. */
  readonly size: number;
  /** Where its own header begins. */
  readonly place: number;
  /** Where its bytes begin. */
  readonly start: number;
}

/** The bounds of an archive, by what it claims; the claims are held to when it is read. */
export const ZIP_LIMITS = {
  entries: 10_000,
  /** Bytes of all entries, expanded. */
  expanded: 100 * 1024 * 1024,
  /** An entry that expands more is refused, if it is longer than `unsuspicious`. */
  ratio: 500,
  unsuspicious: 1024 * 1024,
} as const;

const DAMAGED = 'The file is no ZIP archive, or it is damaged.';

/**
 * The entries of an archive, in the order of its directory, without its folders. Nothing is expanded. Throws
 * `UnreadableFile` for what is no archive, is protected, claims to be larger than may be, has parts that lie in one
 * another, or has names twice or unsafe ones.
 */
export function readDirectory(bytes: Uint8Array): DirectoryEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, start, end } = findDirectory(view);
  if (count > ZIP_LIMITS.entries)
    throw new UnreadableFile(`The archive has more than ${ZIP_LIMITS.entries} files.`);
  const entries: DirectoryEntry[] = [];
  const names = new Set<string>();
  let expanded = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    const { entry, next } = readEntry(bytes, view, { at, end });
    at = next;
    if (names.has(entry.name))
      throw new UnreadableFile(`The archive has two files with the name ${JSON.stringify(entry.name)}.`);
    names.add(entry.name);
    expanded += entry.size;
    if (expanded > ZIP_LIMITS.expanded)
      throw new UnreadableFile(`The archive expands to more than ${ZIP_LIMITS.expanded} bytes.`);
    if (entry.size > ZIP_LIMITS.unsuspicious && entry.size > entry.packed * ZIP_LIMITS.ratio)
      throw new UnreadableFile(
        `The archive expands ${JSON.stringify(entry.name)} more than ${ZIP_LIMITS.ratio} times.`,
      );
    entries.push(entry);
  }
  checkPlaces(entries, start);
  return entries.filter(({ name }) => !name.endsWith('/'));
}

// Entries that share bytes make a small archive large.
function checkPlaces(entries: readonly DirectoryEntry[], directory: number): void {
  let last = 0;
  for (const { place, start, packed } of entries.toSorted((a, b) => a.place - b.place)) {
    if (place < last || start + packed > directory) throw new UnreadableFile(DAMAGED);
    last = start + packed;
  }
}

interface Directory {
  count: number;
  start: number;
  end: number;
}

function findDirectory(view: DataView): Directory {
  const at = findEnd(view);
  if (view.getUint16(at + 4, true) !== 0 || view.getUint16(at + 6, true) !== 0)
    throw new UnreadableFile('The archive is one of several parts.');
  const short = {
    count: view.getUint16(at + 10, true),
    start: view.getUint32(at + 16, true),
    end: view.getUint32(at + 16, true) + view.getUint32(at + 12, true),
  };
  const found = findDirectory64(view, at) ?? short;
  if (found.end > at || found.start + found.count * LENGTHS.central > found.end)
    throw new UnreadableFile(DAMAGED);
  return found;
}

// Comments follow it, of at most 65,535 bytes.
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - LENGTHS.end - 0xffff);
  for (let at = view.byteLength - LENGTHS.end; at >= first; at--) {
    if (view.getUint32(at, true) === SIGNATURES.end) return at;
  }
  throw new UnreadableFile(DAMAGED);
}

function findDirectory64(view: DataView, end: number): Directory | null {
  const locator = end - LENGTHS.locator64;
  if (locator < 0 || view.getUint32(locator, true) !== SIGNATURES.locator64) return null;
  const at = long(view, locator + 8);
  if (at + LENGTHS.end64 > locator || view.getUint32(at, true) !== SIGNATURES.end64)
    throw new UnreadableFile(DAMAGED);
  const start = long(view, at + 48);
  return { count: long(view, at + 32), start, end: start + long(view, at + 40) };
}

// Beyond 2^53 the number is not exact, but no file has such places.
function long(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

function readEntry(
  bytes: Uint8Array,
  view: DataView,
  { at, end }: { at: number; end: number },
): { entry: DirectoryEntry; next: number } {
  if (at + LENGTHS.central > end || view.getUint32(at, true) !== SIGNATURES.central)
    throw new UnreadableFile(DAMAGED);
  const flags = view.getUint16(at + 8, true);
  const nameEnd = at + LENGTHS.central + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > end) throw new UnreadableFile(DAMAGED);
  const name = entryName(bytes.subarray(at + LENGTHS.central, nameEnd), (flags & FLAGS.utf8) !== 0);
  if ((flags & (FLAGS.encrypted | FLAGS.stronglyEncrypted | FLAGS.masked)) !== 0)
    throw new UnreadableFile('The archive is protected by a password.');
  const method = view.getUint16(at + 10, true);
  if (method !== METHODS.stored && method !== METHODS.deflated)
    throw new UnreadableFile(`The archive compresses ${JSON.stringify(name)} in an unknown way.`);
  const numbers = longNumbers(view, { at, from: nameEnd, to: extraEnd });
  if (method === METHODS.stored && numbers.packed !== numbers.size) throw new UnreadableFile(DAMAGED);
  const crc = view.getUint32(at + 16, true);
  const start = startOf(view, numbers.place);
  return { entry: { name, isDeflated: method === METHODS.deflated, crc, ...numbers, start }, next };
}

// The extra field has only the numbers that do not fit, in this order.
function longNumbers(view: DataView, { at, from, to }: { at: number; from: number; to: number }) {
  const numbers = [at + 24, at + 20, at + 42].map((place) => view.getUint32(place, true));
  if (numbers.includes(IN_EXTRA)) {
    for (let field = from; field + 4 <= to; field += 4 + view.getUint16(field + 2, true)) {
      if (view.getUint16(field, true) !== ZIP64) continue;
      let value = field + 4;
      for (const [i, number] of numbers.entries()) {
        if (number !== IN_EXTRA) continue;
        if (value + 8 > to) throw new UnreadableFile(DAMAGED);
        numbers[i] = long(view, value);
        value += 8;
      }
      break;
    }
  }
  const [size, packed, place] = numbers as [number, number, number];
  return { size, packed, place };
}

function startOf(view: DataView, place: number): number {
  if (place + LENGTHS.local > view.byteLength || view.getUint32(place, true) !== SIGNATURES.local)
    throw new UnreadableFile(DAMAGED);
  return place + LENGTHS.local + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
}
