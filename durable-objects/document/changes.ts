import { CLOSE } from '../../src/protocol/close-codes.ts';
import { standingOf } from './collab/standing.ts';
import type { Core } from './core.ts';
import type { AccessChange } from './rpc.ts';

// What a Document is told of people and of itself (DocumentRpc). Each holds when its function returns.

/** What users may do has changed: their open sockets are told, or closed. */
export function setAccess({ access, collaboration }: Core, changes: readonly AccessChange[]): void {
  for (const change of changes) {
    const standing = standingOf(change);
    if (!access.change(change.userId, standing, change.accessEpoch)) continue;
    collaboration.setStanding(change.userId, standing);
  }
}

/** Into the trash, or out of it. */
export function setDeleted(
  { access, collaboration }: Core,
  { deleted, accessEpoch }: { deleted: boolean; accessEpoch: number },
): void {
  if (!access.setDeleted(deleted, accessEpoch)) return;
  collaboration.commit();
  if (deleted) collaboration.closeAll(CLOSE.deleted);
}

/** What is archived contradicts the log, null for no longer; whether that is news of a contradiction. */
export function markDiverged({ meta }: Core, divergence: string | null): boolean {
  if (meta.get('divergence', null) === divergence) return false;
  meta.set('divergence', divergence);
  return divergence !== null;
}
