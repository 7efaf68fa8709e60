import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta, Range } from '../../../src/ot/op.ts';
import { transformPosition } from '../../../src/ot/position.ts';
import { documentText } from '../../support/rich-text.ts';

/** The caret of a tab behind what was typed in it last. */
export class TypingCaret {
  readonly #userId: string;
  #at: { position: number; token: string } | null = null;

  constructor(userId: string) {
    this.#userId = userId;
  }

  get range(): Range | null {
    return this.#at === null ? null : { index: this.#at.position, length: 0 };
  }

  typed(position: number, token: string): void {
    this.#at = { position, token };
  }

  leave(): void {
    this.#at = null;
  }

  /** The view changed, as an editor moves its caret. */
  move(delta: Delta): void {
    if (this.#at === null) return;
    const { position, token } = this.#at;
    // A letter that another suggestion’s letters overtake is drawn again: the caret has nothing to stand at.
    if (deletes(delta, position - 1)) this.#at = null;
    else this.#at = { position: transformPosition(position, delta, true), token };
  }

  /** Throws unless it stands behind the letter that was typed. */
  check(view: Delta, when: string): void {
    if (this.#at === null) return;
    const { position, token } = this.#at;
    const found = documentText(view)[position - 1];
    if (found !== token)
      throw new Error(`${this.#userId}: ${when} the caret stands behind ${found}, not ${token}`);
  }
}

function deletes(delta: Delta, position: number): boolean {
  let at = 0;
  for (const op of delta) {
    if ('insert' in op) continue;
    const end = at + opLength(op);
    if (position < end) return 'delete' in op && position >= at;
    at = end;
  }
  return false;
}
