import type { Attributes, Delta, Op } from '../../ot/op.ts';
import { toUtf8 } from '../utf8.ts';
import { base64Bytes } from './base64.ts';

/** An image that stands in a text as a `data:` address. */
export interface DataImage {
  /** Its bytes, read again each time; null for what is no base64, and for more than `most`. */
  bytes(most: number): Uint8Array | null;
}

/** The bytes of a text without the data of its images. */
export interface Lightened {
  /** The text, with a short address in place of each long `data:` address. */
  bytes: Uint8Array;
  /** The image of a short address; null for any other address. */
  imageAt(address: string): DataImage | null;
  /** A document in which none of the short addresses is left: where one stands as text, it is what stood there. */
  restore(document: Delta): Delta;
}

// Shorter ones cost no parser anything.
const LONG = 1_000;
const HEAD = /data:image\/[a-z0-9.+-]{1,40}(?:;[a-z-]{1,40}=[\w.-]{1,100}){0,5};base64,$/i;
const LONGEST_HEAD = 800;
const COMMA = 0x2c;

/**
 * Takes the data of images out of the bytes of a text that is to be parsed, in any encoding that has ASCII. The data is
 * not copied. `mark` stands in no text that was written before.
 */
export function lighten(source: Uint8Array, mark: string): Lightened {
  const found = dataIn(source);
  const short = new RegExp(`https://${mark}\\.invalid/(\\d+)`, 'gi');
  const restored = (value: string): string =>
    value.replace(short, (whole, number: string) => {
      const one = found[Number(number)];
      return one === undefined ? whole : ascii(source.subarray(one.start, one.end));
    });
  return {
    bytes: found.length === 0 ? source : without(source, found, mark),
    imageAt(address) {
      const number = new RegExp(`^${short.source}$`, 'i').exec(address)?.[1];
      const one = number === undefined ? undefined : found[Number(number)];
      if (one === undefined) return null;
      return { bytes: (most) => base64Bytes(source.subarray(one.data, one.end), most) };
    },
    restore(document) {
      return found.length === 0 ? document : document.map((op) => restoredOp(op, restored));
    },
  };
}

/** Where a `data:` address begins, where its base64 does, and where it ends. */
interface Place {
  start: number;
  data: number;
  end: number;
}

// Data has no comma: between two of them only the signs before one are looked at.
function dataIn(source: Uint8Array): Place[] {
  const found: Place[] = [];
  let taken = 0;
  for (let at = source.indexOf(COMMA); at >= 0; at = source.indexOf(COMMA, at + 1)) {
    if (source[at - 1] !== 0x34 || source[at - 2] !== 0x36) continue;
    const from = Math.max(taken, at - LONGEST_HEAD);
    const head = HEAD.exec(ascii(source.subarray(from, at + 1)));
    if (head === null) continue;
    let end = at + 1;
    while (isBase64(source[end] ?? 0)) end++;
    const start = from + head.index;
    if (end - start >= LONG) found.push({ start, data: at + 1, end });
    taken = end;
    at = end - 1;
  }
  return found;
}

function without(source: Uint8Array, found: readonly Place[], mark: string): Uint8Array {
  const addresses = found.map((_, number) => toUtf8(`https://${mark}.invalid/${number}`));
  const length = found.reduce(
    (sum, { start, end }, i) => sum - (end - start) + (addresses[i]?.length ?? 0),
    source.length,
  );
  const light = new Uint8Array(length);
  let [from, to] = [0, 0];
  const put = (bytes: Uint8Array): void => {
    light.set(bytes, to);
    to += bytes.length;
  };
  for (const [i, { start, end }] of found.entries()) {
    put(source.subarray(from, start));
    put(addresses[i] as Uint8Array);
    from = end;
  }
  put(source.subarray(from));
  return light;
}

// Latin 1, as far as it is asked for.
function ascii(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return text;
}

// With the sign of percent-encoding.
function isBase64(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x2f && unit <= 0x39) ||
    unit === 0x2b ||
    unit === 0x3d ||
    unit === 0x25
  );
}

function restoredOp(op: Op, restored: (value: string) => string): Op {
  if (!('insert' in op)) return op;
  const { insert, attributes } = op;
  const text = typeof insert === 'string' ? restored(insert) : inEach(insert, restored);
  if (attributes === undefined) return { insert: text };
  return { insert: text, attributes: inEach(attributes, restored) };
}

function inEach<T extends Attributes>(values: T, restored: (value: string) => string): T {
  const named = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? restored(value) : value,
  ]);
  return Object.fromEntries(named) as T;
}

/** The bytes of a `data:` address in base64; null for any other one, and for one that is cut off or longer than `most`. */
export function dataBytes(address: string, most: number): Uint8Array | null {
  const head = /^data:[^,]{0,300};base64,/i.exec(address)?.[0];
  if (head === undefined) return null;
  return base64Bytes(toUtf8(address.slice(head.length).replace(/\s+/g, '')), most);
}
