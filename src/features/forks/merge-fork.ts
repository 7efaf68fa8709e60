import { type ForkTraffic, forkMarkId } from '../../base/fork-mark.ts';
import { writeEventsOnce } from '../../platform/db/event-outbox.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publishEvents } from '../../platform/events/publish.ts';
import type { Actor, Event } from '../../platform/queues/events.ts';
import { type Carried, carry } from './carry.ts';
import type { PairAccess } from './origin-access.ts';

/** A fork to merge; `note` is what the merger writes to the owner of the origin. */
export interface Merge extends PairAccess {
  note: string | null;
}

/**
 * Brings what is new in a fork into its origin, and tells the owner of that. Returns the version there; null for
 * nothing new. Throws as `carry`.
 */
export function mergeFork(deps: Deps, actor: Actor, merge: Merge): Promise<number | null> {
  return carryAndTell(deps, actor, 'merge', merge);
}

/**
 * Brings what is new in the origin of a fork into the fork. Returns the version there; null for nothing new. Throws as
 * `carry`.
 */
export function updateFork(deps: Deps, actor: Actor, pair: PairAccess): Promise<number | null> {
  return carryAndTell(deps, actor, 'update', { ...pair, note: null });
}

function carryAndTell(
  deps: Deps,
  actor: Actor,
  kind: ForkTraffic,
  { fork, origin, note }: Merge,
): Promise<number | null> {
  const pair = { fork: fork.document, origin: origin.document, userId: fork.userId };
  return carry(deps, kind, pair, async (carried) => {
    const { env, db, log, defer } = deps;
    const at = Date.now();
    const events = mergesOf(carried).map((body): Event => ({ ...body, at, by: actor }));
    if (events.length === 0) return;
    await writeEventsOnce(db, events);
    defer(publishEvents(env, db, log, events));
  });

  // An update too may find a merge whose process ended before it could be told of.
  function mergesOf({ found, made }: Carried) {
    const all = made === null ? found : [...found, made];
    return all
      .filter(({ mark }) => mark.kind === 'merge')
      .map((merge) => ({
        type: 'fork.merged' as const,
        // It follows from the merge, so that it is told of once.
        id: forkMarkId(merge.mark),
        docId: pair.origin.id,
        title: pair.origin.title,
        forkId: pair.fork.id,
        forkTitle: pair.fork.title,
        version: merge.version,
        message: merge === made ? note : null,
      }));
  }
}
