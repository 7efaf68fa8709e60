import type { Delta } from '../../ot/op.ts';
import { linesOf } from '../blocks/lines.ts';

// What would hide a title, reverse the text around it, or break its line.
const UNSEEN = /[\p{Cc}\p{Cs}\p{Co}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
const VISIBLE = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** A text of a file as the title of a document, of up to `most` units; null when nothing of it can be seen. */
export function asTitle(text: string | null | undefined, most: number): string | null {
  const line = (text ?? '').replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  const cut = line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line;
  return VISIBLE.test(cut) ? cut.replace('\ufffd…', '…') : null;
}

/** The text of the first line of a document, if that is a heading of the first level. It stays where it is. */
export function firstHeading(document: Delta): string | null {
  const [first] = linesOf(document);
  if (first?.format.header !== 1) return null;
  return first.runs.map(({ insert }) => (typeof insert === 'string' ? insert : ' ')).join('');
}

/** The title that the name of a file gives: without folders, ending, and the number that Notion writes after it. */
export function nameAsTitle(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.replace(/(?<=.)\.[^. ]{1,10}$/, '').replace(/(?<=.) [0-9a-f]{32}$/, '');
}
