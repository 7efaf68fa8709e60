import type { ConcurrentEdit } from '../../trace.ts';
import type { Change } from '../peer.ts';
import { charOf, numberOf } from './tags.ts';

/** One person's text of a concurrent session, in which every character is its own name. */
export class TaggedText {
  text = '\n';
  readonly #known = new Set<number>();
  /** What stood left of each character when its author inserted it, so that its place is found without it. */
  readonly #leftOf: Map<number, number>;

  /** `leftOf` is shared by all people. */
  constructor(leftOf: Map<number, number>) {
    this.#leftOf = leftOf;
  }

  /** Whether everything that the edit refers to has arrived. */
  knows({ left, removed }: ConcurrentEdit): boolean {
    return (left === -1 || this.#known.has(left)) && removed.every((number) => this.#known.has(number));
  }

  /** Makes an edit here; returns the changes to send, none for what the other person has done already. */
  make(edit: ConcurrentEdit): Change[] {
    const changes: Change[] = [];
    let left = edit.left;
    while (left >= 0 && !this.text.includes(charOf(left))) left = this.#leftOf.get(left) ?? -1;
    const at = left < 0 ? 0 : this.text.indexOf(charOf(left)) + 1;
    let insert = '';
    for (let number = edit.first; number < edit.first + edit.count; number++) {
      this.#known.add(number);
      this.#leftOf.set(number, number === edit.first ? left : number - 1);
      insert += charOf(number);
    }
    if (insert !== '') changes.push(this.#change(at, { insert }));
    for (const number of edit.removed) {
      const place = this.text.indexOf(charOf(number));
      if (place >= 0) changes.push(this.#change(place, { delete: 1 }));
    }
    return changes;
  }

  /** Takes a change by the other person; returns the numbers of the characters that came. */
  take(change: Change): number[] {
    const came: number[] = [];
    let at = 0;
    for (const { retain = 0, insert = '', delete: removed = 0 } of change) {
      at += retain;
      this.text = this.text.slice(0, at) + insert + this.text.slice(at + removed);
      at += insert.length;
      for (const char of insert) {
        this.#known.add(numberOf(char));
        came.push(numberOf(char));
      }
    }
    return came;
  }

  #change(at: number, op: Change[number]): Change {
    const change = at > 0 ? [{ retain: at }, op] : [op];
    this.text = this.text.slice(0, at) + (op.insert ?? '') + this.text.slice(at + (op.delete ?? 0));
    return change;
  }
}
