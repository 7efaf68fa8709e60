import { readHtmlAs } from '../../../src/formats/html/read.ts';
import { readMarkdown } from '../../../src/formats/markdown/read.ts';
import { writeMarkdown } from '../../../src/formats/markdown/write.ts';
import { documentLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { part } from '../../../src/ot/tables/changes.ts';
import { withPictures } from '../images/pasted-images.ts';
import { newlines } from './clip.ts';
import { isCodeMarkup } from './code-markup.ts';
import type { LeftOut } from './left-out.ts';
import { withoutLoneCell } from './lone-cell.ts';
import { withoutInk } from './page-ink.ts';
import { withoutPlainDirections } from './plain-directions.ts';
import { plainSpaces } from './plain-spaces.ts';

export { isCodeMarkup };

/** What was read of another program's content, and what a document cannot have of it. */
export interface ReadClip {
  ops: Delta;
  leftOut: ReadonlySet<LeftOut>;
}

/**
 * HTML as inserts, by the reader of the API; images keep addresses that no document may have. `docId` is the document's,
 * null for none. Throws `Unreadable` for hostile markup.
 */
export function readMarkup(html: string, docId: string | null): ReadClip {
  const pictures: string[] = [];
  const standIn = (address: string): string => `picture:${pictures.push(address) - 1}`;
  const { document, warnings } = readHtmlAs(html, { docId, standIn });
  const leftOut = new Set<LeftOut>();
  if (warnings.some(({ code }) => code === 'dropped_element')) leftOut.add('embed');
  const ops = withoutLoneCell(withoutInk(withoutPlainDirections(plainSpaces(document))));
  return { ops: withPictures(withoutLineBehindTable(ops), pictures), leftOut };
}

/** Markdown as inserts. Throws `Unreadable` for hostile text. */
export function readMarked(markdown: string, docId: string | null): Delta {
  return withoutLineBehindTable(readMarkdown(markdown, { docId }).document);
}

/** A document as Markdown. */
export function writeMarked(document: Delta): string {
  return writeMarkdown(document).markdown;
}

// A document never ends in a table; what is pasted may.
function withoutLineBehindTable(document: Delta): Delta {
  const length = documentLength(document);
  const last = document[document.length - 1];
  const before = length < 2 ? [] : newlines(part(document, length - 2, length - 1));
  const isBare = last !== undefined && 'insert' in last && last.attributes === undefined;
  return isBare && before[0]?.cell !== undefined ? part(document, 0, length - 1) : document;
}
