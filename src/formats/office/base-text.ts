import { sameAttributes } from '../../ot/attributes.ts';
import { DeltaBuilder } from '../../ot/delta-builder.ts';
import type { Attributes, AttributeValue, Delta, Embed } from '../../ot/op.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { documentOf, type Line, type Run } from '../blocks/lines.ts';
import type { ImportedSuggestion, Origin } from '../imported.ts';
import { Unreadable } from '../unreadable.ts';
import type { Warnings } from '../warnings.ts';
import type { ReadingCost } from './cost.ts';
import type { FoundItem } from './found.ts';

/** Where a comment stands in the text, in its units. */
export interface CommentRange {
  index: number;
  length: number;
}

// The changes of one person, as a change of the text without any.
class Changes {
  readonly builder = new DeltaBuilder();
  date: string | null = null;
  #at = 0;

  to(index: number): DeltaBuilder {
    if (index > this.#at) this.builder.retain(index - this.#at, undefined);
    this.#at = Math.max(this.#at, index);
    return this.builder;
  }

  over(length: number): void {
    this.#at += length;
  }
}

/**
 * The text of a file without its tracked changes: without what was inserted, with what was deleted; and the changes of
 * each person to it. Throws `Unreadable` for more than a document may hold.
 */
export class BaseText {
  readonly #warnings: Warnings;
  readonly #cost: ReadingCost;
  readonly #lines: Line[] = [];
  readonly #changes = new Map<string | null, Changes>();
  readonly #opened = new Map<string, number>();
  /** Where each comment stands, by its id. */
  readonly comments = new Map<string, CommentRange>();
  #runs: Run[] = [];
  #index = 0;
  #weight = 0;

  constructor(warnings: Warnings, cost: ReadingCost) {
    this.#warnings = warnings;
    this.#cost = cost;
  }

  /** Takes what is in a paragraph. */
  item(item: FoundItem): void {
    if (item.kind !== 'run') {
      this.#comment(item.kind, item.id);
      return;
    }
    const { insert, attributes, before, inserted, deleted } = item;
    this.#grow(insert, attributes);
    if (inserted !== null) {
      if (deleted === null || deleted.author !== inserted.author)
        this.#by(inserted).to(this.#index).insert(insert, some(attributes));
      if (deleted !== null) this.#warnings.add('tracked_changes');
      return;
    }
    const length = typeof insert === 'string' ? insert.length : 1;
    if (before !== null && deleted?.author !== before.by.author) this.#reformat(before, attributes, length);
    if (deleted !== null) this.#delete(deleted, length);
    this.#runs.push({ insert, attributes: some(before?.attributes ?? attributes) });
    this.#index += length;
  }

  /** Ends a line that was not changed, or whose end was deleted or got other formats. */
  endLine(
    format: Attributes,
    before: { attributes: Attributes; by: Origin } | null,
    deleted: Origin | null,
  ): void {
    this.#grow(' ', format);
    if (before !== null && deleted?.author !== before.by.author) this.#reformat(before, format, 1);
    if (deleted !== null) this.#delete(deleted, 1);
    this.#lines.push({ runs: this.#runs, format: before?.attributes ?? format });
    this.#runs = [];
    this.#index++;
  }

  /** Ends a line by an end that was inserted: the text without changes goes on. */
  insertEnd(by: Origin, format: Attributes): void {
    this.#grow(' ', format);
    this.#by(by).to(this.#index).insert('\n', some(format));
  }

  /**
   * The document, and the changes of each person. The last line is never a cell. Comments that do not end reach to the end
   * of the text, or stand on the place where they begin.
   */
  finish(unended: 'end' | 'place'): { document: Delta; suggestions: ImportedSuggestion[] } {
    if (this.#runs.length > 0 || this.#lines.at(-1)?.format.cell !== undefined || this.#lines.length === 0)
      this.endLine({}, null, null);
    for (const [id, index] of this.#opened) {
      if (unended === 'end') this.#comment('comment-end', id);
      else this.comments.set(id, { index, length: 0 });
    }
    const suggestions = [...this.#changes].map(([author, { builder, date }]) => {
      return { author, date, delta: builder.finish() };
    });
    return {
      document: documentOf(this.#lines),
      suggestions: suggestions.filter(({ delta }) => delta.length > 0),
    };
  }

  #comment(kind: 'comment-start' | 'comment-end' | 'comment', id: string): void {
    if (kind === 'comment-start') this.#opened.set(id, this.#index);
    else if (kind === 'comment-end') {
      const index = this.#opened.get(id);
      this.#opened.delete(id);
      if (index !== undefined) this.comments.set(id, { index, length: this.#index - index });
    } else if (!this.comments.has(id)) this.comments.set(id, { index: this.#index, length: 0 });
  }

  #by({ author, date }: Origin): Changes {
    const known = this.#changes.get(author) ?? this.#newChanges(author);
    if (date !== null && (known.date === null || Date.parse(date) > Date.parse(known.date)))
      known.date = date;
    return known;
  }

  #newChanges(author: string | null): Changes {
    this.#cost.keep('author');
    const changes = new Changes();
    this.#changes.set(author, changes);
    return changes;
  }

  #delete(by: Origin, length: number): void {
    const changes = this.#by(by);
    changes.to(this.#index).delete(length);
    changes.over(length);
  }

  #reformat(before: { attributes: Attributes; by: Origin }, after: Attributes, length: number): void {
    const difference: Attributes = {};
    for (const [name, value] of Object.entries(after))
      if (before.attributes[name] !== value) difference[name] = value as AttributeValue;
    for (const name of Object.keys(before.attributes)) if (after[name] === undefined) difference[name] = null;
    if (sameAttributes(difference, {})) return;
    const changes = this.#by(before.by);
    changes.to(this.#index).retain(length, difference);
    changes.over(length);
  }

  // Bounds the size of the document's JSON from below, so that a small file cannot become gigabytes.
  #grow(insert: string | Embed, attributes: Attributes): void {
    let weight = typeof insert === 'string' ? insert.length : 16;
    for (const name in attributes) weight += name.length + String(attributes[name]).length;
    this.#weight += weight;
    if (this.#weight > LIMITS.documentBytes)
      throw new Unreadable('too_large', `The document would be over ${LIMITS.documentBytes} bytes.`);
  }
}

function some(attributes: Attributes): Attributes | undefined {
  for (const _ in attributes) return attributes;
  return undefined;
}
