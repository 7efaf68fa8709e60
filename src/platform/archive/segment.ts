import { must } from '../../base/assert.ts';
import type { Entry } from '../../protocol/messages.ts';
import { GENESIS, link } from './chain.ts';

/** A row of the log as it travels to the archive and is stored there: one commit, with its own edges. */
export interface ArchivedFrame {
  /** Its first and its last version. */
  first: number;
  last: number;
  /** When it was committed, ms since 1970. */
  at: number;
  /** The users of its entries: one for each, or a single one for all. */
  authors: string[];
  /** The hash chain after it, in hex. */
  chain: string;
  entries: Entry[];
}

/** Consecutive frames of one document, as one object of the archive (`ops/<docId>/<from>-<to>.json`). */
export interface Segment {
  docId: string;
  /** The version before its first frame. */
  from: number;
  /** The version of its last frame. */
  to: number;
  /** The hash chain before its first frame, in hex. */
  chain: string;
  frames: ArchivedFrame[];
}

/** The hash chain before a document's first frame, in hex. */
export const GENESIS_HEX = toHex(GENESIS);

/** Frames stop continuing the known log: the version after which the next row is missing, or differs. */
export class BrokenChain extends Error {
  readonly version: number;

  constructor(version: number, message: string) {
    super(message);
    this.name = 'BrokenChain';
    this.version = version;
  }
}

/** What is requested lies before everything that is archived of a log: it has expired, or is lost. */
export class LogBegins extends BrokenChain {
  /** The version after which the archived log begins. */
  readonly begins: number;

  constructor(from: number, begins: number) {
    super(from, `the versions ${from + 1} to ${begins} are not archived`);
    this.name = 'LogBegins';
    this.begins = begins;
  }
}

/**
 * Proves that `frame` continues a log that ends at `version` with `chain` (hex), and returns the chain after it.
 * Throws BrokenChain when versions have a gap or an overlap, entries are missing, or the hash does not match.
 */
export function proveFrame(frame: ArchivedFrame, version: number, chain: string): string {
  if (frame.first !== version + 1)
    throw new BrokenChain(
      version,
      `version ${version + 1} is missing: the next frame begins at ${frame.first}`,
    );
  if (frame.last - frame.first + 1 !== frame.entries.length)
    throw new BrokenChain(
      version,
      `the frame ${frame.first} to ${frame.last} has ${frame.entries.length} entries`,
    );
  const after = toHex(
    link(fromHex(chain), {
      first: frame.first,
      last: frame.last,
      at: frame.at,
      // Parsing and stringifying what JSON.stringify wrote gives the same text.
      authors: JSON.stringify(frame.authors),
      entries: JSON.stringify(frame.entries),
    }),
  );
  if (after !== frame.chain)
    throw new BrokenChain(version, `the hash chain breaks at the frame ${frame.first} to ${frame.last}`);
  return after;
}

/** The object of a run of frames. Throws for none. */
export function makeSegment(docId: string, chain: string, frames: ArchivedFrame[]): Segment {
  const first = must(frames[0]);
  const last = must(frames[frames.length - 1]);
  return { docId, from: first.first - 1, to: last.last, chain, frames };
}

/** The user of entry `index` of a frame. */
export function authorOf(frame: Pick<ArchivedFrame, 'authors'>, index: number): string {
  return frame.authors[index] ?? must(frame.authors[0]);
}

/** Bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Hex as bytes; the empty string is the chain before the first frame. */
export function fromHex(hex: string): Uint8Array {
  return hex === '' ? GENESIS : new Uint8Array(Buffer.from(hex, 'hex'));
}
