import type { Delta } from '../../src/ot/op.ts';
import { OpsParser } from './ops-parser.ts';

/** A whole document at a version, as `GET /v1/snapshots/…` answers it. */
export interface Snapshot {
  version: number;
  ops: Delta;
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes?: Uint8Array): string };

const BEGINNING = /^\{"version":\d+,"ops":\[/;
// Between two operations, as JSON.stringify writes them. Never within a string, where a quotation mark is escaped: it
// lies in an array of objects, be it the one of the operations or one in an embed.
const BETWEEN = new TextEncoder().encode('},{"insert":');
const CLOSING_BRACE = 0x7d;
// Bytes that are worth a call of their own; what a network hands over at once is several times that.
const PART_BYTES = 16 * 1024;

/**
 * Parses the JSON of a snapshot while it arrives: what is complete is made into operations as it comes, so that little
 * is left to do when the last byte is there. The outcome is that of parsing it at once, and so is what it throws.
 */
export class SnapshotParser {
  readonly #decoder = new TextDecoder();
  readonly #opsParser = new OpsParser();
  readonly #parts: Delta[] = [];
  #unparsed: Uint8Array[] = [];
  #unparsedBytes = 0;
  /** What stands before the first operation; null before there was one to parse. */
  #beginning: string | null = null;
  /** The JSON is of another form: it is parsed as a whole at the end. */
  #whole = false;

  /** The next bytes, cut wherever the network cut them; they must not change afterwards. */
  take(bytes: Uint8Array): void {
    this.#unparsedBytes += bytes.length;
    // A boundary that lies across two pieces is not seen: the next one serves as well.
    const end = this.#whole || this.#unparsedBytes < PART_BYTES ? -1 : lastBoundary(bytes);
    if (end < 0 || !this.#parse([...this.#unparsed, bytes.subarray(0, end + 1)])) {
      this.#unparsed.push(bytes);
      return;
    }
    const rest = bytes.subarray(end + 2);
    this.#unparsed = [rest];
    this.#unparsedBytes = rest.length;
  }

  /** What the bytes were. Throws when they are not the whole JSON of a snapshot. */
  finish(): Snapshot {
    const text = `${this.#beginning ?? ''}${this.#decode(this.#unparsed)}`;
    const snapshot = JSON.parse(text) as Partial<Snapshot> | null;
    if (typeof snapshot?.version !== 'number' || !Array.isArray(snapshot.ops))
      throw new SyntaxError('this is no snapshot');
    const [first = [], ...rest] = [...this.#parts, snapshot.ops];
    return { version: snapshot.version, ops: rest.length === 0 ? first : first.concat(...rest) };
  }

  // Whether these bytes are whole operations. Where the boundary lies in an embed, brackets are left open and they are
  // not; so no boundary is ever taken for one that is not between two operations of the document.
  #parse(parts: readonly Uint8Array[]): boolean {
    let text = this.#decode(parts);
    const beginning = this.#beginning ?? BEGINNING.exec(text)?.[0];
    if (beginning !== undefined) {
      if (this.#beginning === null) text = text.slice(beginning.length);
      try {
        this.#parts.push(this.#opsParser.parse(text));
        this.#beginning = beginning;
        return true;
      } catch {
        // Not in parts, then: trying again at each boundary could take far longer than parsing it at once.
      }
    }
    this.#whole = true;
    return false;
  }

  #decode(parts: readonly Uint8Array[]): string {
    return this.#decoder.decode(parts.length === 1 ? parts[0] : concat(parts));
  }
}

/** Where the brace of the last boundary stands; -1 for none. */
function lastBoundary(bytes: Uint8Array): number {
  let at = bytes.lastIndexOf(CLOSING_BRACE);
  while (at > 0 && !BETWEEN.every((byte, i) => bytes[at + i] === byte))
    at = bytes.lastIndexOf(CLOSING_BRACE, at - 1);
  return at > 0 ? at : -1;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
