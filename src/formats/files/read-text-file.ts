import { cutDown } from '../../ot/cut-down.ts';
import type { Delta } from '../../ot/op.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { SourceAddresses } from '../html/addresses.ts';
import { readHtml } from '../html/read.ts';
import { readMarkdown } from '../markdown/read.ts';
import { Unreadable } from '../unreadable.ts';
import type { Warning } from '../warnings.ts';
import { lighten } from './data-images.ts';
import { decodeText } from './decode-text.ts';

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
  /** Asked for each address, also for the `data:` addresses of images. */
  addresses: SourceAddresses;
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
  const { kind, docId, addresses, mark } = options;
  const decoded = decodeText(bytes);
  if (kind === 'txt') return plain(decoded);
  const { text, dataOf, restore } = lighten(decoded, mark);
  bound(text);
  const through: SourceAddresses = {
    image: (address) => addresses.image(dataOf(address) ?? address),
    link: (address) => (dataOf(address) === null ? addresses.link(address) : ''),
  };
  const read = (kind === 'md' ? readMarkdown : readHtml)(text, { docId, addresses: through });
  return { ...read, document: cutDown(restore(read.document), docId).ops };
}

function plain(decoded: string): TextFile {
  bound(decoded);
  const text = decoded.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const document = [{ insert: text.endsWith('\n') ? text : `${text}\n` }];
  return { title: null, document, warnings: [] };
}

function bound(text: string): void {
  if (text.length > MOST_UNITS)
    throw new Unreadable('too_large', `The document would be over ${LIMITS.documentBytes} bytes.`);
}
