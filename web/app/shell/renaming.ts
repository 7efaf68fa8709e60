import type { QueryClient } from '@tanstack/react-query';
import { LeaveGuard } from '../../ui/parts/leave-guard.ts';
import { unsent } from '../../ui/parts/unsent.ts';

/** The keys of what gives documents another title: while one of these is under way, a title is not saved yet. */
export const RENAMING = ['rename'] as const;

/** The titles that wait to be saved, by document: of each the last one that was given. */
export function waitingTitles(queries: QueryClient): ReadonlyMap<string, string> {
  const waiting = queries.getMutationCache().findAll({ mutationKey: RENAMING, status: 'pending' });
  return new Map(
    waiting.map(({ options, state }) => [String(options.mutationKey?.[1]), String(state.variables)]),
  );
}

/**
 * Lets neither the user nor a reload of the app leave unasked while a title waits for a connection. The first request of
 * each arrives without its page.
 */
export function guardRenaming(queries: QueryClient): void {
  const waiting = { mutationKey: RENAMING, status: 'pending' } as const;
  const count = (): number =>
    queries.getMutationCache().findAll({ ...waiting, predicate: ({ state }) => state.failureCount > 0 })
      .length;
  new LeaveGuard(count).watch();
  unsent.ask(() => queries.isMutating(waiting) > 0);
}
