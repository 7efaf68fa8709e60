import type { ImportedThread } from '../imported.ts';
import { escapeValue } from '../xml/escape.ts';
import { textXml } from './write-run.ts';

/** The comments of a file: their parts, and their marks in the text. */
export class CommentParts {
  readonly #threads: readonly ImportedThread[];
  // The id of the first comment of each thread.
  readonly #first: number[] = [];

  constructor(threads: readonly ImportedThread[]) {
    this.#threads = threads;
    let id = 0;
    for (const { comments } of threads) {
      this.#first.push(id);
      id += comments.length;
    }
  }

  /** Whether there are any. */
  get areThere(): boolean {
    return this.#threads.length > 0;
  }

  /** Where the comments of a thread begin or end in the text. */
  mark(kind: 'comment-start' | 'comment-end', thread: number): string {
    return this.#ids(thread)
      .map((id) =>
        kind === 'comment-start'
          ? `<w:commentRangeStart w:id="${id}"/>`
          : `<w:commentRangeEnd w:id="${id}"/><w:r><w:commentReference w:id="${id}"/></w:r>`,
      )
      .join('');
  }

  /** The part with the comments. */
  toXml(namespaces: string): string {
    let xml = '';
    for (const [thread, { comments }] of this.#threads.entries()) {
      const ids = this.#ids(thread);
      for (const [at, { author, date, body }] of comments.entries()) {
        const when = date === null ? '' : ` w:date="${escapeValue(date.replace(/\.\d+/, ''))}"`;
        const lines = body.split('\n');
        const paragraphs = lines.map((line, i) => {
          const name = i === lines.length - 1 ? ` w14:paraId="${paragraphId(ids[at] as number)}"` : '';
          return `<w:p${name}><w:r>${textXml(line)}</w:r></w:p>`;
        });
        const initials = (author ?? '').trim().slice(0, 1).toWellFormed();
        xml += `<w:comment w:id="${ids[at]}" w:author="${escapeValue(author ?? '')}" w:initials="${escapeValue(initials)}"${when}>${paragraphs.join('')}</w:comment>`;
      }
    }
    return `<w:comments ${namespaces}>${xml}</w:comments>`;
  }

  /** The part that says which comments answer which. */
  toExtendedXml(): string {
    let xml = '';
    for (const [thread, { isResolved }] of this.#threads.entries()) {
      const [first, ...answers] = this.#ids(thread);
      if (first === undefined) continue;
      const done = ` w15:done="${isResolved ? 1 : 0}"`;
      xml += `<w15:commentEx w15:paraId="${paragraphId(first)}"${done}/>`;
      for (const id of answers)
        xml += `<w15:commentEx w15:paraId="${paragraphId(id)}" w15:paraIdParent="${paragraphId(first)}"${done}/>`;
    }
    return `<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">${xml}</w15:commentsEx>`;
  }

  #ids(thread: number): number[] {
    const first = this.#first[thread] ?? 0;
    return (this.#threads[thread]?.comments ?? []).map((_, at) => first + at);
  }
}

function paragraphId(comment: number): string {
  return (comment + 1).toString(16).toUpperCase().padStart(8, '0');
}
