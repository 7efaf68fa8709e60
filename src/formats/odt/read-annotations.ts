import type { ImportedComment, ImportedThread } from '../imported.ts';
import type { BaseText } from '../office/base-text.ts';
import type { ReadingCost } from '../office/cost.ts';
import type { PlainText } from './plain-text.ts';

interface Annotation extends ImportedComment {
  parent: string | undefined;
  isResolved: boolean;
}

/** The comments of a file, by their names. */
export class Annotations {
  readonly #cost: ReadingCost;
  readonly #annotations = new Map<string, Annotation>();

  constructor(cost: ReadingCost) {
    this.#cost = cost;
  }

  /** Begins one: its id, and whether it may have an end elsewhere. */
  begin(attributes: ReadonlyMap<string, string>): { id: string; kind: 'comment-start' | 'comment' } {
    this.#cost.keep('entry');
    const name = attributes.get('office:name');
    const isNew = name !== undefined && !this.#annotations.has(name);
    const id = isNew ? name : ` ${this.#annotations.size}`;
    this.#annotations.set(id, {
      author: null,
      date: null,
      body: '',
      parent: attributes.get('loext:parent-name'),
      isResolved: attributes.get('loext:resolved') === 'true',
    });
    return { id, kind: isNew ? 'comment-start' : 'comment' };
  }

  /** Ends one, with its text. */
  end(id: string, text: PlainText): void {
    const annotation = this.#annotations.get(id);
    if (annotation !== undefined)
      Object.assign(annotation, text.origin.finish(), { body: text.value.trimEnd() });
  }

  /** The threads, in the order of the text. Answers follow what they answer, by their dates. */
  threads(base: BaseText): ImportedThread[] {
    const threads = new Map<string, ImportedThread>();
    const ids = new Map<string, string>();
    for (const [id, { parent, isResolved, ...comment }] of this.#annotations) {
      const first = this.#first(id);
      ids.set(id, first);
      if (first !== id) continue;
      const range = base.comments.get(id);
      if (range !== undefined) threads.set(id, { ...range, isResolved, comments: [comment] });
    }
    for (const [id, { parent: _, isResolved: __, ...comment }] of this.#annotations) {
      const first = ids.get(id) ?? id;
      if (first !== id) threads.get(first)?.comments.push(comment);
    }
    for (const { comments } of threads.values()) {
      const [first, ...answers] = comments;
      if (first !== undefined) comments.splice(0, comments.length, first, ...answers.sort(byDate));
    }
    // Of those that begin in one place programs write the last one first.
    return [...threads.values()].sort(
      (a, b) =>
        a.index - b.index || byDate(a.comments[0] as ImportedComment, b.comments[0] as ImportedComment),
    );
  }

  // That which an annotation answers in the end.
  #first(id: string): string {
    let at = id;
    for (let depth = 0; depth < 50; depth++) {
      const parent = this.#annotations.get(at)?.parent;
      if (parent === undefined || parent === at || !this.#annotations.has(parent)) return at;
      at = parent;
    }
    return id;
  }
}

function byDate(a: ImportedComment, b: ImportedComment): number {
  return a.date === null || b.date === null ? 0 : Date.parse(a.date) - Date.parse(b.date);
}
