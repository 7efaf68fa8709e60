import type { Attributes, Delta, Op } from '../../ot/op.ts';

/** A text without the data of its images. */
export interface Lightened {
  /** The text, with a short address in place of each long `data:` address. */
  text: string;
  /** The `data:` address that a short one replaced; null for any other address. */
  dataOf(address: string): string | null;
  /** A document in which none of the short addresses is left: where one stands as text, it is what stood there. */
  restore(document: Delta): Delta;
}

// Shorter ones cost no parser anything.
const LONG = 1_000;
const HEAD = /data:image\/[a-z0-9.+-]{1,40}(?:;[a-z-]{1,40}=[\w.-]{1,100}){0,5};base64,/gi;

/** Takes the data of images out of a text that is to be parsed. `mark` stands in no text that was written before. */
export function lighten(source: string, mark: string): Lightened {
  const data: string[] = [];
  const text = replaceData(source, (address) => `https://${mark}.invalid/${data.push(address) - 1}`);
  const short = new RegExp(`https://${mark}\\.invalid/(\\d+)`, 'gi');
  const restored = (value: string): string =>
    value.replace(short, (whole, number: string) => data[Number(number)] ?? whole);
  return {
    text,
    dataOf(address) {
      const found = new RegExp(`^${short.source}$`, 'i').exec(address);
      return found === null ? null : (data[Number(found[1])] ?? null);
    },
    restore(document) {
      return data.length === 0 ? document : document.map((op) => restoredOp(op, restored));
    },
  };
}

// The bytes are gone through by hand: an expression that takes megabytes at once runs out of stack.
function replaceData(source: string, short: (address: string) => string): string {
  let text = '';
  let taken = 0;
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(source); head !== null; head = HEAD.exec(source)) {
    let end = HEAD.lastIndex;
    while (isBase64(source.charCodeAt(end))) end++;
    HEAD.lastIndex = end;
    if (end - head.index < LONG) continue;
    text += source.slice(taken, head.index) + short(source.slice(head.index, end));
    taken = end;
  }
  return text + source.slice(taken);
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

declare const atob: (text: string) => string;

/** The bytes of a `data:` address in base64; null for any other one, and for one that is cut off or longer than `most`. */
export function dataBytes(address: string, most: number): Uint8Array | null {
  const head = /^data:[^,]{0,300};base64,/i.exec(address)?.[0];
  if (head === undefined || (address.length - head.length) * 0.75 > most + 3) return null;
  const body = address.slice(head.length).replace(/\s+/g, '');
  try {
    const bytes = atob(body.includes('%') ? decodeURIComponent(body) : body);
    return Uint8Array.from(bytes, (unit) => unit.charCodeAt(0));
  } catch {
    return null;
  }
}
