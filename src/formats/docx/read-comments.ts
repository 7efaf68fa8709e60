import type { ImportedComment, Origin } from '../imported.ts';
import type { ReadingCost } from '../office/cost.ts';
import { originFrom } from '../office/origin.ts';
import type { XmlHandler } from '../xml/read-xml.ts';

/** A comment of a file, with the id of its last paragraph, by which answers name it. */
export interface FileComment extends ImportedComment {
  paragraph: string | null;
}

/** The comments of a file by their ids. */
export class Comments implements XmlHandler {
  readonly comments = new Map<string, FileComment>();
  readonly #cost: ReadingCost;
  #comment: FileComment | null = null;
  #paragraphs = 0;
  #inText = false;
  #inProperties = false;

  constructor(cost: ReadingCost) {
    this.#cost = cost;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'w:comment') {
      this.#cost.keep('entry');
      this.#comment = { ...originOf(attributes), body: '', paragraph: null };
      this.#paragraphs = 0;
      this.comments.set(attributes.get('w:id') ?? '', this.#comment);
    }
    const comment = this.#comment;
    if (comment === null) return;
    if (name === 'w:p') {
      if (this.#paragraphs++ > 0) this.#add('\n');
      comment.paragraph = attributes.get('w14:paraId')?.toUpperCase() ?? comment.paragraph;
    } else if (name === 'w:pPr') this.#inProperties = true;
    else if (this.#inProperties) return;
    else if (name === 'w:t') this.#inText = true;
    else if (name === 'w:tab') this.#add('\t');
    else if (name === 'w:br' || name === 'w:cr') this.#add('\n');
  }

  close(name: string): void {
    if (name === 'w:t') this.#inText = false;
    if (name === 'w:pPr') this.#inProperties = false;
    if (name !== 'w:comment') return;
    if (this.#comment !== null) this.#comment.body = this.#comment.body.trimEnd();
    this.#comment = null;
  }

  text(text: string): void {
    if (this.#inText) this.#add(text);
  }

  #add(text: string): void {
    if (this.#comment === null) return;
    this.#cost.keepText(text.length);
    this.#comment.body += text;
  }
}

/** What a file says beside its comments: which of them answer which, and which are settled. */
export class CommentLinks implements XmlHandler {
  readonly parents = new Map<string, string>();
  readonly resolved = new Set<string>();
  readonly #cost: ReadingCost;

  constructor(cost: ReadingCost) {
    this.#cost = cost;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name !== 'w15:commentEx') return;
    this.#cost.keep('item');
    const paragraph = attributes.get('w15:paraId')?.toUpperCase() ?? '';
    const parent = attributes.get('w15:paraIdParent');
    if (parent !== undefined) this.parents.set(paragraph, parent.toUpperCase());
    if (['1', 'true', 'on'].includes(attributes.get('w15:done') ?? '')) this.resolved.add(paragraph);
  }

  close(): void {}

  text(): void {}
}

/** Who wrote a comment or a change, and when, as far as it says. */
export function originOf(attributes: ReadonlyMap<string, string>): Origin {
  return originFrom(attributes.get('w:author'), attributes.get('w:date') ?? '');
}
