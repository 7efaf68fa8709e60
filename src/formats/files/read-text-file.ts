import { cutDown } from '../../ot/cut-down.ts';
import type { Delta } from '../../ot/op.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { SourceAddresses } from '../html/addresses.ts';
import { readHtml } from '../html/read.ts';
import { readMarkdown } from '../markdown/read.ts';
import { Unreadable } from '../unreadable.ts';
import { toUtf8 } from '../utf8.ts';
import type { Warning } from '../warnings.ts';
import { type DataImage, lighten } from './data-images.ts';
import { decodeText, isWide } from './decode-text.ts';

/** A document as it was found in a file of text. */
export interface TextFile {
  /** The title that the file states; null where it has none. */
  title: string | null;
  document: Delta;
  warnings: Warning[];
}

/** What a text is read for, and as what. */
export interface TextFileOptions {
  kind: 'md' | 'html' | 'txt';
  docId: string;
  /** Asked for each address, but for long `data:` addresses of images. */
  addresses: SourceAddresses;
  /** The address of an image that stands in the text as such an address; '' for one that the document may not have. */
  placeData(image: DataImage): string;
  /** Letters and digits that stand in no text. */
  mark: string;
}

// Signs of a text that is read, without the data of its images: those of JSON that a request may have.
const MOST_UNITS = LIMITS.documentBytes + 1024 * 1024;

/**
 * Reads a file of text: Markdown has its title in its front matter, HTML in its head, and a text none. Throws
 * `Unreadable`, and `UnreadableFile`.
 */
export function readTextFile(bytes: Uint8Array, options: TextFileOptions): TextFile {
  const { kind, docId, addresses, placeData, mark } = options;
  if (kind === 'txt') return plain(decoded(bytes));
  const { bytes: light, imageAt, restore } = lighten(inAscii(bytes), mark);
  const text = decoded(light);
  const through: SourceAddresses = {
    image(address) {
      const image = imageAt(address);
      return image === null ? addresses.image(address) : placeData(image);
    },
    link: (address) => (imageAt(address) === null ? addresses.link(address) : ''),
  };
  const read = (kind === 'md' ? readMarkdown : readHtml)(text, { docId, addresses: through });
  return { ...read, document: cutDown(restore(read.document), docId).ops };
}

// A unit of UTF-16 takes two bytes, and in UTF-8 three at most.
function inAscii(bytes: Uint8Array): Uint8Array {
  if (!isWide(bytes)) return bytes;
  bound(bytes.length / 2);
  return toUtf8(decodeText(bytes));
}

function decoded(bytes: Uint8Array): string {
  bound(bytes.length / 3);
  const text = decodeText(bytes);
  bound(text.length);
  return text;
}

function plain(whole: string): TextFile {
  const text = whole.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const document = [{ insert: text.endsWith('\n') ? text : `${text}\n` }];
  return { title: null, document, warnings: [] };
}

function bound(units: number): void {
  if (units > MOST_UNITS)
    throw new Unreadable('too_large', `The document would be over ${LIMITS.documentBytes} bytes.`);
}
