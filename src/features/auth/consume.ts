import type { Work } from '../../platform/events/work.ts';
import type { Event } from '../../platform/queues/events.ts';
import { closeSockets } from '../sessions/end-sessions.ts';

/**
 * Closes the sockets of the credentials that an event has ended. The request that ended them has done so already,
 * unless a Document or the network failed; repeating it is harmless. Throws when it fails again.
 */
export async function closeEnded(work: Pick<Work, 'env' | 'log'>, event: Event): Promise<void> {
  const ended = endedBy(event);
  if (ended !== null) await closeSockets(work, ended.userId, ended.credentialIds);
}

function endedBy(event: Event): { userId: string; credentialIds: string[] } | null {
  switch (event.type) {
    case 'user.sessions_ended':
      return { userId: event.userId, credentialIds: event.sessionIds };
    case 'user.token_deleted':
      return { userId: event.userId, credentialIds: [event.tokenId] };
    default:
      return null;
  }
}
