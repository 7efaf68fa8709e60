import { newCellId } from '../../base/ids.ts';
import { cutDown } from '../../ot/cut-down.ts';
import type { Delta } from '../../ot/op.ts';
import { DocumentBuilder } from '../blocks/builder.ts';
import { boundCost } from '../cost.ts';
import { type Warning, Warnings } from '../warnings.ts';
import { readdress, type SourceAddresses } from './addresses.ts';
import type { ImageRule } from './embeds.ts';
import { Notes } from './notes.ts';
import { HtmlReader } from './reader.ts';
import { StyleSheet } from './sheet.ts';
import { elementsIn, parseHtml, textIn } from './tree.ts';

/** What a reader may know of the document that it reads for. */
export interface ReadOptions {
  /** The document's id; null before there is one: then no image is its own. */
  docId?: string | null;
  /** Ids of tables, rows and columns, each of them new. */
  newId?: () => string;
  /** Where the addresses of the source lead; absent: they stay. */
  addresses?: SourceAddresses | undefined;
}

/** A document that was read, with what could not be kept of its source. */
export interface ReadResult {
  document: Delta;
  warnings: Warning[];
}

/** A document that was read from HTML; `title` is that of the page. */
export interface HtmlResult extends ReadResult {
  title: string | null;
}

/** HTML, a page or a part of one, as a document. Throws `Unreadable` for what is too deep, too dense or too large. */
export function readHtml(
  html: string,
  { docId = null, newId = newCellId, addresses }: ReadOptions = {},
): HtmlResult {
  boundCost(html, 'html');
  const { title, document, warnings } = readHtmlAs(html, { docId, newId, addresses });
  return { title, document: cutDown(document, docId).ops, warnings };
}

/** HTML as `readHtml` reads it, however dense, with images that no document may have yet, as far as the rule lets them stay. */
export function readHtmlAs(
  html: string,
  { newId = newCellId, addresses, ...images }: ImageRule & Pick<ReadOptions, 'newId' | 'addresses'>,
): HtmlResult {
  const warnings = new Warnings();
  const builder = new DocumentBuilder(warnings, newId);
  const nodes = parseHtml(html);
  readdress(nodes, addresses);
  const notes = new Notes(nodes, warnings);
  new HtmlReader(builder, { warnings, notes, sheet: new StyleSheet(nodes), images }).read(nodes);
  return { title: titleIn(nodes), document: builder.finish(), warnings: warnings.list() };
}

function titleIn(nodes: Parameters<typeof elementsIn>[0]): string | null {
  for (const { tagName, childNodes } of elementsIn(nodes)) {
    if (tagName === 'title') return textIn(childNodes).replace(/\s+/g, ' ').trim() || null;
    if (tagName === 'body') return null;
  }
  return null;
}
