import type { QueryClient } from '@tanstack/react-query';
import { LeaveGuard } from '../../ui/parts/leave-guard.ts';
import { unsent } from '../../ui/parts/unsent.ts';

/** The key of what gives a document another title: while one of these is under way, a title is not saved yet. */
export const RENAMING = ['rename'] as const;

/** Lets neither the user nor a reload of the app leave unasked while a title waits for its answer. */
export function guardRenaming(queries: QueryClient): void {
  const count = (): number => queries.isMutating({ mutationKey: RENAMING });
  new LeaveGuard(count).watch();
  unsent.ask(() => count() > 0);
}
