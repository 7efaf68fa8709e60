import { randomId } from '../../base/ids.ts';
import { proposeUnmerged } from '../../content/fork/meeting.ts';
import { plain } from '../../ot/authored.ts';
import { writable } from '../../ot/cut-down.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { makeSuggestion } from '../review/make-suggestion.ts';
import { bringUploads, inTurn, record } from './carry.ts';
import { followSuggestion, takeBack } from './follow-suggestion.ts';
import type { Merge } from './merge-fork.ts';
import { readStanding } from './standing.ts';

/**
 * Suggests to a fork's origin what is new in the fork, in place of what it suggested before; returns the suggestion's id,
 * null when nothing is new. Throws as `readStanding` and `makeSuggestion`, 413 `too_large`, 503 `fork_busy`.
 */
export function suggestFork(deps: Deps, actor: Actor, { fork, origin, note }: Merge): Promise<string | null> {
  const pair = { fork: fork.document, origin: origin.document };
  return inTurn(deps, pair.fork.id, async ({ row }) => {
    const standing = await readStanding(deps, pair, row);
    const { meeting, isWhole } = await followSuggestion(deps, pair.origin, standing.now);
    // What it suggests already is all that is new.
    if (meeting.unmerged.length === 0 && isWhole) return meeting.proposed?.id ?? null;
    const now = await takeBack(deps, pair.origin, meeting);
    if (now.unmerged.length === 0) return null;
    const proposing = proposeUnmerged(now, randomId(), fork.userId);
    const { proposed } = proposing;
    if (proposed === null) return null;
    const delta = writable(plain(proposed.delta), pair.origin.id);
    await bringUploads(deps, { ...pair, userId: fork.userId }, 'merge', [{ delta }]);
    // Recorded first: one that was not made after all is unmerged again, and none is forgotten.
    await record(deps, row, proposing);
    const { suggestion } = await makeSuggestion(deps, actor, {
      document: pair.origin,
      userId: fork.userId,
      id: proposed.id,
      version: proposing.origin,
      delta,
      ...(note !== null && { note }),
    });
    return suggestion.id;
  });
}
