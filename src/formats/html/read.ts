import { newCellId } from '../../base/ids.ts';
import { cutDown } from '../../ot/cut-down.ts';
import type { Delta } from '../../ot/op.ts';
import { DocumentBuilder } from '../blocks/builder.ts';
import { type Warning, Warnings } from '../warnings.ts';
import { Notes } from './notes.ts';
import { HtmlReader } from './reader.ts';
import { parseHtml } from './tree.ts';

/** What a reader may know of the document that it reads for. */
export interface ReadOptions {
  /** The document's id; null before there is one: then no image is its own. */
  docId?: string | null;
  /** Ids of tables, rows and columns, each of them new. */
  newId?: () => string;
}

/** A document that was read, with what could not be kept of its source. */
export interface ReadResult {
  document: Delta;
  warnings: Warning[];
}

/** HTML, a page or a part of one, as a document. Throws `Unreadable` for what is too deep or too large. */
export function readHtml(html: string, { docId = null, newId = newCellId }: ReadOptions = {}): ReadResult {
  const warnings = new Warnings();
  const builder = new DocumentBuilder(warnings, newId);
  const nodes = parseHtml(html);
  const notes = new Notes(nodes, warnings);
  new HtmlReader(builder, { warnings, notes, docId }).read(nodes);
  return { document: cutDown(builder.finish(), docId).ops, warnings: warnings.list() };
}
