import { sameAttributes } from '../../ot/attributes.ts';
import { authored, plain, signed, unsigned } from '../../ot/authored.ts';
import { sameDelta } from '../../ot/canonical.ts';
import type { Delta } from '../../ot/op.ts';
import { subtract } from '../../ot/subtract.ts';
import { transformAfter, transformBefore } from '../../ot/transform.ts';
import type { Written } from '../../ot/written.ts';

/** What a fork has proposed to its origin as a suggestion, and is not decided. */
export interface Proposed {
  /** The suggestion's id. */
  id: string;
  /** Its author. */
  by: string;
  /** As it goes on the origin's text; its inserts are signed by those who wrote them. */
  delta: Delta;
}

/** A decision was on another text than the logs lead to: the fork cannot be followed any further. */
export class Unfollowed extends Error {}

/** A suggestion of these changes. */
export function propose(id: string, by: string, changes: readonly Written[]): Proposed {
  return { id, by, delta: signed(changes) };
}

/** The changes of a proposal, by their authors. */
export function changesOf({ by, delta }: Proposed): Written[] {
  return authored(delta, by);
}

/**
 * A proposal and a frame of the origin that pass each other: what is left of the one, and the other as it goes after
 * it. As a whole frame, as the Document carries suggestions.
 */
export function passFrame(
  proposed: Proposed,
  frame: readonly Written[],
): { proposed: Proposed; frame: Written[] } {
  const composed = signed(frame);
  return {
    proposed: { ...proposed, delta: transformAfter(proposed.delta, composed) },
    frame: authored(transformBefore(composed, proposed.delta), frame[0]?.by ?? proposed.by),
  };
}

/** What is left of a proposal after `accepted`, a part of it. Throws Unfollowed when that is something else. */
export function leftAfter({ delta }: Proposed, accepted: Delta): Delta {
  const left = subtract(delta, accepted, (signed, attributes) =>
    sameAttributes(unsigned(signed), attributes),
  );
  if (left === null) throw new Unfollowed('what was accepted is no part of what was suggested');
  return left;
}

/** Whether the Document has the proposal as it is followed here: nothing of it was rejected. */
export function isWhole({ delta }: Proposed, open: Delta): boolean {
  return sameDelta(plain(delta), open);
}
