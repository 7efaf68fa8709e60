// What the browser, Node and Workers share here; formats compile with neither DOM nor Workers types.
declare const TextDecoder: new (
  encoding: string,
  options: { fatal: boolean; ignoreBOM?: boolean },
) => Decoder;
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };

/** Makes text of bytes, piece by piece. Throws a TypeError for bytes that are none. */
export interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream: boolean }): string;
}

/** A decoder of an encoding, by its name; throws a RangeError for an unknown one. A byte order mark is no text. */
export function decoderOf(encoding: string): Decoder {
  return new TextDecoder(encoding, { fatal: true });
}

/** The text of UTF-8, a byte order mark too; null for what is none. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The text in UTF-8. */
export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
