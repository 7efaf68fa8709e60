import { UnreadableFile } from '../unreadable-file.ts';
import { type Decoder, decoderOf } from '../utf8.ts';

const NO_TEXT = 'A part of the file is no text of its encoding.';

// As long as a declaration is.
const HEAD = 200;

/**
 * The text of a part of XML, piece by piece: in UTF-8, in UTF-16 with or without a byte order mark, or in the encoding
 * that its declaration names. Throws `UnreadableFile` for bytes that are no text, and for unknown encodings.
 */
export function* decodeXml(pieces: Iterable<Uint8Array>): Generator<string> {
  let decoder: Decoder | null = null;
  // The beginning says the encoding: it is collected first, however short the pieces are.
  let head: Uint8Array | null = new Uint8Array();
  try {
    for (const piece of pieces) {
      if (head !== null) {
        head = joined(head, piece);
        if (head.length < HEAD) continue;
      }
      decoder ??= decoderFor(head ?? piece);
      yield decoder.decode(head ?? piece, { stream: true });
      head = null;
    }
    decoder ??= decoderFor(head ?? new Uint8Array());
    yield decoder.decode(head ?? new Uint8Array());
  } catch (error) {
    throw error instanceof TypeError ? new UnreadableFile(NO_TEXT) : error;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function decoderFor(first: Uint8Array): Decoder {
  const [a, b] = first;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return made('utf-16le');
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return made('utf-16be');
  if (a === 0xef) return made('utf-8');
  const head = String.fromCharCode(...first.subarray(0, HEAD));
  const named = /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  // What says UTF-16 and begins with a single byte for `<` is not.
  return made(/^utf-?16/i.test(named) ? 'utf-8' : named);
}

function made(encoding: string): Decoder {
  try {
    return decoderOf(encoding);
  } catch {
    throw new UnreadableFile(`A part of the file is in an unknown encoding, ${JSON.stringify(encoding)}.`);
  }
}
