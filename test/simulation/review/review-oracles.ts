import { canonicalJson, sameDelta } from '../../../src/ot/canonical.ts';
import { opLength } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { BookEntry } from '../../../src/ot/suggestions/suggestion-book.ts';
import { DRAFT } from '../../../web/collab/layers/layer.ts';
import { documentText } from '../../support/rich-text.ts';
import { TypedTokens } from '../typed-tokens.ts';
import type { ReviewTab } from './review-tab.ts';
import type { SeenDecision } from './seen-decisions.ts';
import type { SimReview } from './sim-review.ts';

/** What must hold in every tab of every run. */
export class ReviewOracles {
  /** How many letters were suggested, how many layers were compared, and how many decisions on what was seen. */
  suggested = 0;
  seen = 0;
  watched = 0;
  /** What was typed into suggestions. */
  readonly #typed = new TypedTokens();
  readonly #review: SimReview;
  readonly #proposed = new Set<string>();
  readonly #written = new Set<string>();
  readonly #states = new Map<string, Delta | null>();

  constructor(review: SimReview) {
    this.#review = review;
  }

  /** After an edit of a tab: which letters are in the text, and which are proposed. */
  edited(tab: ReviewTab, before: string, after: string, viewBefore: Delta): void {
    for (const token of tokensOf(after)) if (!before.includes(token)) this.#written.add(token);
    const seen = documentText(viewBefore);
    for (const token of tokensOf(documentText(tab.view as Delta)))
      if (!seen.includes(token) && !after.includes(token)) {
        this.#proposed.add(token);
        this.suggested++;
      }
  }

  /** After an edit of a tab: what it has typed into suggestions that the server lacks. */
  drafted(before: string, after: string): void {
    for (const token of tokensOf(after)) if (!before.includes(token)) this.#typed.typed(token);
    this.#typed.excuseGone(before, after);
  }

  /** A page died: what it had typed and not stored is gone. */
  died(typed: string, stored: string): void {
    this.#typed.excuseGone(typed, stored);
  }

  /** Throws when something that was typed into a suggestion never was in one that the server has. */
  checkNothingLost(): void {
    this.#typed.check(JSON.stringify(this.#review.changes));
  }

  /** Throws when a text holds a letter that was only proposed. */
  checkNoProposedLetter(text: string, who: string): void {
    for (const token of tokensOf(text))
      if (this.#proposed.has(token) && !this.#written.has(token) && !this.#review.accepted.includes(token))
        throw new Error(`${who}: the text holds ${token}, which is only proposed`);
  }

  /**
   * Throws when a decision draws a letter that stays again, or shows one more often than before. Letters of other
   * suggestions may be drawn again: at the same place they go behind what becomes text. Those of a suggestion that the
   * same turn tells of do not count: an undo may have proposed again what was accepted meanwhile.
   */
  checkNothingMoved(decided: SeenDecision, before: Delta, delta: Delta, after: Delta, who: string): void {
    this.watched++;
    const counted = (view: Delta): string => documentText(without(view, (id) => decided.besides.has(id)));
    const [text, now, open] = [counted(before), counted(after), counted(unstruck(after))];
    const staying = documentText(without(before, (id) => id !== decided.id));
    for (const token of tokensOf(decided.operation))
      if (count(open, token) > count(text, token))
        throw new Error(`${who}: a decision shows ${escape(token)} again`);
    let at = 0;
    for (const op of delta) {
      if ('insert' in op) continue;
      if ('retain' in op) at += op.retain;
      else {
        for (const token of tokensOf(staying.slice(at, at + op.delete)))
          if (count(now, token) >= count(text, token))
            throw new Error(`${who}: a decision drew ${escape(token)} again`);
        at += op.delete;
      }
    }
  }

  /**
   * Throws unless a tab's layers are, letter by letter, what the server has at that number and version. Not compared are
   * drafts, which the server does not have, and while all is to be read again, one's own: what was typed in them keeps
   * them over a composed entry, over which no suggestion can be carried exactly. That its author may since have taken
   * that typing back makes the layer no more exact. Others' layers have to be gone then.
   */
  checkLayers(tab: ReviewTab, version: number): void {
    const { held, isStale } = tab.layers.state;
    const wanted = new Map<string, Delta>();
    for (const [id, entry] of this.#statesAt(held)) {
      const delta = this.#deltaAt(entry, version);
      if (delta !== null) wanted.set(id, delta);
    }
    this.seen += tab.layers.layers.length;
    for (const { id, base, isOwn } of tab.layers.layers) {
      if (id.startsWith(DRAFT) || (isStale && isOwn)) continue;
      const delta = wanted.get(id) ?? null;
      if (delta === null ? base.length > 0 : !sameDelta(base, delta))
        throw new Error(
          `${tab.userId} has ${id} as ${canonicalJson(base)} at version ${version}, the server ${delta === null ? 'not' : canonicalJson(delta)}`,
        );
      wanted.delete(id);
    }
    if (!isStale && wanted.size > 0)
      throw new Error(`${tab.userId} lacks ${[...wanted.keys()].join()} at ${held}`);
  }

  #statesAt(number: number): Map<string, BookEntry> {
    const states = new Map<string, BookEntry>();
    for (const entry of this.#review.changes) if (entry.review <= number) states.set(entry.id, entry);
    return states;
  }

  #deltaAt(entry: BookEntry, version: number): Delta | null {
    if (entry.status !== 'open') return null;
    const key = `${entry.review}@${version}`;
    let delta = this.#states.get(key);
    if (delta === undefined) {
      delta = version < entry.version ? null : this.#review.book.at(entry, version);
      this.#states.set(key, delta);
    }
    return delta;
  }
}

function tokensOf(text: string): string[] {
  return text.match(/[\ue000-\uf8ff]/g) ?? [];
}

function count(text: string, token: string): number {
  return text.split(token).length - 1;
}

function unstruck(view: Delta): Delta {
  return view.filter((op) => !('insert' in op) || op.attributes?.['suggest-delete'] === undefined);
}

// The view with a blank for each letter that one of these suggestions inserts.
function without(view: Delta, isLeftOut: (id: string) => boolean): Delta {
  return view.map((op) => {
    const inserter = 'insert' in op ? op.attributes?.['suggest-insert'] : undefined;
    return inserter === undefined || !isLeftOut(String(inserter))
      ? op
      : { insert: '\0'.repeat(opLength(op)) };
  });
}
