import type { QueryClient } from '@tanstack/react-query';
import { LeaveGuard } from '../../ui/parts/leave-guard.ts';
import { unsent } from '../../ui/parts/unsent.ts';

/** The mutation keys of renaming: while one of these is pending, a title is not saved yet. */
export const RENAMING = ['rename'] as const;

/** The titles that wait to be saved, by document: the last one of each. */
export function waitingTitles(queries: QueryClient): ReadonlyMap<string, string> {
  const waiting = queries.getMutationCache().findAll({ mutationKey: RENAMING, status: 'pending' });
  return new Map(
    waiting.map(({ options, state }) => [String(options.mutationKey?.[1]), String(state.variables)]),
  );
}

/**
 * Asks before the user or the app itself leaves the page while a title waits for a connection. The browser completes
 * the first request of each title without the page.
 */
export function guardRenaming(queries: QueryClient): void {
  const waiting = { mutationKey: RENAMING, status: 'pending' } as const;
  const count = (): number =>
    queries.getMutationCache().findAll({ ...waiting, predicate: ({ state }) => state.failureCount > 0 })
      .length;
  new LeaveGuard(count).watch();
  unsent.ask(() => queries.isMutating(waiting) > 0);
}
