import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';
import { carried } from '../../../web/collab/layers/layer.ts';
import type { Layers } from '../../../web/collab/layers/layers.ts';
import { documentText } from '../../support/rich-text.ts';
import type { Decided } from './sim-review.ts';

/** A decision in which nothing may move in the view of a tab. */
export interface SeenDecision extends Decided {
  /** The other suggestions that the same turn tells of: what they propose may come and go with it. */
  readonly besides: ReadonlySet<string>;
}

/** The decisions in which nothing may move in the view of a tab. */
export class SeenDecisions {
  // What the layers were told since they last began again.
  #told: ReviewMessage[] = [];

  begin(): void {
    this.#told = [];
  }

  told(message: ReviewMessage): void {
    this.#told.push(message);
  }

  /**
   * The decision, whose operation is about to bring the text to `version`, where nothing may move in it. These are all
   * but four cases:
   * - This client was not told of it together with its operation. That happens in a catch-up: the review log is read at
   *   once, its answer is on the newest version, and until that is reached, what was accepted stands twice.
   * - It shows an earlier state of the suggestion, since its author's last change comes with the decision. What that
   *   added is seen for the first time.
   * - Something is typed here that the server lacks. In the text it stays, and what becomes text at its place is drawn
   *   again before it; in the suggestion itself, it may have deleted what becomes text.
   * - Of two hunks between which the text is gone, here at least, one is accepted. A delta inserts before it deletes, so
   *   the layer has the letters of both before what either deletes; the accepted one stays behind what the other is to
   *   delete.
   */
  seen(decided: Decided, version: number, layers: Layers, unsent: readonly Delta[]): SeenDecision | null {
    const layer = layers.layers.find(({ id }) => id === decided.id);
    if (layer === undefined || layer.review !== decided.review) return null;
    const isTyping = unsent.some((delta) => delta.some((op) => 'insert' in op));
    if (layer.draft !== null || isTyping) return null;
    const operation = JSON.parse(decided.operation) as Delta;
    if (!insertsWhere(carried(operation, unsent), carried(layer.base, unsent))) return null;
    const { held } = layers.state;
    const due = this.#told.filter((message) => message.to > held && message.version === version);
    const isTold = due.some(({ from, to }) => from <= held && to >= decided.number);
    if (!isTold) return null;
    const others = due.flatMap(({ suggestions }) => suggestions.map(({ id }) => id));
    return { ...decided, besides: new Set(others.filter((id) => id !== decided.id)) };
  }
}

// Whether all that `part` inserts is inserted by `whole` at the same places.
function insertsWhere(part: Delta, whole: Delta): boolean {
  const places = insertedAt(whole);
  return [...insertedAt(part)].every(([at, text]) => places.get(at)?.includes(text) === true);
}

function insertedAt(delta: Delta): Map<number, string> {
  const places = new Map<number, string>();
  let at = 0;
  for (const op of delta) {
    if ('insert' in op) places.set(at, (places.get(at) ?? '') + documentText([op]));
    else at += opLength(op);
  }
  return places;
}
