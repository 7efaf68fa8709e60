import { UnreadableFile } from '../unreadable-file.ts';
import { decoderOf } from '../utf8.ts';

/**
 * The text of a file: in UTF-16 with a mark of its byte order, in UTF-8, in the encoding that a page declares, or else
 * as Windows writes it. Throws `UnreadableFile` for bytes that are no text.
 */
export function decodeText(bytes: Uint8Array): string {
  const text = isWide(bytes)
    ? decodedAs(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be', bytes)
    : bytes.includes(0)
      ? null
      : (decodedAs('utf-8', bytes) ??
        decodedAs(declaredIn(bytes), bytes) ??
        decodedAs('windows-1252', bytes));
  if (text === null) throw new UnreadableFile('The file is no text.');
  return text;
}

/** Whether bytes begin with the mark of UTF-16. */
export function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

// As HTML looks for it: in the first 1,024 bytes.
function declaredIn(bytes: Uint8Array): string | null {
  const head = decodedAs('windows-1252', bytes.subarray(0, 1_024)) ?? '';
  return /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})/i.exec(head)?.[1] ?? null;
}

function decodedAs(encoding: string | null, bytes: Uint8Array): string | null {
  if (encoding === null) return null;
  try {
    return decoderOf(encoding).decode(bytes);
  } catch {
    return null;
  }
}
