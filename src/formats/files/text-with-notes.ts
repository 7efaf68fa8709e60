import type { Delta } from '../../ot/op.ts';
import { plainTextOf } from '../../ot/plain-text.ts';

/** A document as a file of plain text: a footnote is `[1]`, and its words are at the end. */
export function textWithNotes(document: Delta): string {
  const notes: string[] = [];
  let text = '';
  for (const op of document) {
    const note = 'insert' in op && typeof op.insert !== 'string' ? op.insert.footnote : undefined;
    text += typeof note === 'string' ? `[${notes.push(note)}]` : plainTextOf(op);
  }
  return notes.length === 0 ? text : `${text}\n${notes.map((note, i) => `[${i + 1}] ${note}\n`).join('')}`;
}
