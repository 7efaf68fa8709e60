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
  boundCost(text, kind);
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

// What reading one costs in memory, relative to each other: a tag, a line with text, an empty one, a sign with a meaning.
// 64,000 tags or 40,000 paragraphs take some 70 MB, which is as much as an isolate has to spare.
const COSTS = { element: 250, line: 400, emptyLine: 11, sign: 100 };
const MOST_COST = 16_000_000;
const SIGNS = new Set(Array.from('[]()*_`!~=$<&|\\', (sign) => sign.charCodeAt(0)));

// Parsers keep something of each tag and line until the end; a book by a person has fewer.
function boundCost(text: string, kind: 'md' | 'html'): void {
  let cost = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (kind === 'html') {
      if (unit === 0x3c) cost += COSTS.element;
    } else if (unit === 0x0a) cost += text.charCodeAt(at - 1) === 0x0a ? COSTS.emptyLine : COSTS.line;
    else if (SIGNS.has(unit)) cost += COSTS.sign;
  }
  if (cost > MOST_COST)
    throw new Unreadable('too_deep', 'The file has more lines, signs or elements than can be read at once.');
}

function bound(text: string): void {
  if (text.length > MOST_UNITS)
    throw new Unreadable('too_large', `The document would be over ${LIMITS.documentBytes} bytes.`);
}
