import type { Delta } from '../../src/ot/op.ts';
import { OpsParser } from './ops-parser.ts';

/** A whole document at a version, as `GET /v1/snapshots/…` returns it. */
export interface Snapshot {
  version: number;
  ops: Delta;
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new () => { decode(bytes?: Uint8Array): string };

const BEGINNING = /^\{"version":\d+,"ops":\[/;
// The boundary between two operations, as JSON.stringify writes them. It never occurs within a string, where a
// quotation mark is escaped: it lies in an array of objects, either that of the operations or one in an embed.
const BETWEEN = new TextEncoder().encode('},{"insert":');
const CLOSING_BRACE = 0x7d;
// The least number of bytes worth a parse of their own; a network delivers several times that at once.
const PART_BYTES = 16 * 1024;

/**
 * Parses the JSON of a snapshot while it arrives: complete operations are parsed at once, so that little is left to do
 * after the last byte. The result and the errors are those of parsing it as a whole.
 */
export class SnapshotParser {
  readonly #decoder = new TextDecoder();
  readonly #opsParser = new OpsParser();
  readonly #parts: Delta[] = [];
  #unparsed: Uint8Array[] = [];
  #unparsedBytes = 0;
  /** The JSON before the first operation; null before one was parsed. */
  #beginning: string | null = null;
  /** The JSON has another form: it is parsed as a whole at the end. */
  #whole = false;

  /** Takes the next bytes, cut at any place; they must not change afterwards. */
  take(bytes: Uint8Array): void {
    this.#unparsedBytes += bytes.length;
    // A boundary that spans two pieces is missed: the next one serves as well.
    const end = this.#whole || this.#unparsedBytes < PART_BYTES ? -1 : lastBoundary(bytes);
    if (end < 0 || !this.#parse([...this.#unparsed, bytes.subarray(0, end + 1)])) {
      this.#unparsed.push(bytes);
      return;
    }
    const rest = bytes.subarray(end + 2);
    this.#unparsed = [rest];
    this.#unparsedBytes = rest.length;
  }

  /** Returns the snapshot. Throws when the bytes are not the whole JSON of one. */
  finish(): Snapshot {
    const text = `${this.#beginning ?? ''}${this.#decode(this.#unparsed)}`;
    const snapshot = JSON.parse(text) as Partial<Snapshot> | null;
    if (typeof snapshot?.version !== 'number' || !Array.isArray(snapshot.ops))
      throw new SyntaxError('this is no snapshot');
    const [first = [], ...rest] = [...this.#parts, snapshot.ops];
    return { version: snapshot.version, ops: rest.length === 0 ? first : first.concat(...rest) };
  }

  // Whether these bytes are whole operations. With a boundary inside an embed, brackets stay open and parsing fails; so
  // only a boundary between two operations of the document is ever accepted.
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
        // Gives up parsing in parts: trying again at each boundary could take far longer than parsing it as a whole.
      }
    }
    this.#whole = true;
    return false;
  }

  #decode(parts: readonly Uint8Array[]): string {
    return this.#decoder.decode(parts.length === 1 ? parts[0] : concat(parts));
  }
}

/** The index of the closing brace at the last boundary; -1 for none. */
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
