import { dropGuest } from '../../platform/db/grants.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import type { GuestCaller, PersonCaller } from '../../platform/tokens/caller.ts';
import { endSessionsEverywhere } from './end-sessions.ts';

/**
 * Ends the session of the calling person or guest; a guest also loses access to the document. Throws as
 * `endSessionsEverywhere`.
 */
export async function logOut(deps: Deps, actor: Actor, caller: PersonCaller | GuestCaller): Promise<void> {
  const { userId, credentialId } = caller;
  const statements = dropGuest(deps.db, userId, caller.kind === 'guest' ? caller.docId : null);
  await endSessionsEverywhere(deps, actor, {
    userId,
    sessions: [credentialId],
    reason: 'logout',
    statements,
  });
}
