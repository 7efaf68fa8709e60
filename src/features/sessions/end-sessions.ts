import type { BatchItem } from 'drizzle-orm/batch';
import type { UserChannelRpc } from '../../../durable-objects/user-channel/rpc.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor, EventBody } from '../../platform/queues/events.ts';
import { deleteSessions, findSessionIds, type Which } from './session-queries.ts';

/** Why sessions end, for the audit log. */
export type EndReason =
  | 'logout'
  | 'ended'
  | 'password_changed'
  | 'password_reset'
  | 'token_reused'
  | 'account_secured'
  | 'erased';

/** The sessions that end, why, and the statements and events that go with it. */
export interface SessionsEnd {
  userId: string;
  sessions: readonly string[] | 'all' | { allBut: string };
  reason: EndReason;
  statements?: readonly BatchItem<'sqlite'>[];
  events?: readonly EventBody[];
}

/**
 * Ends sessions of a user (or of a guest): these, all of them, or `{ allBut }` one. Deletes their rows in one batch
 * with `statements` and the events (`user.sessions_ended`, then `events`), then closes every socket that they opened.
 * Returns the ids of the sessions that existed. Throws 503 `sockets_unconfirmed` when the sessions have ended, but not
 * every socket is known to be closed yet: the queue's consumer closes the rest.
 */
export async function endSessionsEverywhere(
  deps: Deps,
  actor: Actor,
  { userId, sessions, reason, statements = [], events = [] }: SessionsEnd,
): Promise<string[]> {
  const { db } = deps;
  const which = toWhich(sessions);
  const sessionIds = await findSessionIds(db, userId, which);
  const bodies: EventBody[] = [...events];
  if (sessionIds.length > 0) bodies.unshift({ type: 'user.sessions_ended', userId, sessionIds, reason });
  const outgoing = bodies.length > 0 ? outgoingEvents(deps, actor, bodies) : null;
  const [deleted] = await db.batch([
    deleteSessions(db, userId, which),
    ...statements,
    ...(outgoing ? [outgoing.statement] : []),
  ]);
  outgoing?.publish();
  // A session that began between the look-up and the batch has ended too.
  const ended = [...new Set([...sessionIds, ...deleted.map(({ id }) => id)])];
  await closeSockets(deps, userId, ended);
  return ended;
}

/** Closes every socket of these sessions or API tokens; throws 503 `sockets_unconfirmed` when that is not certain. */
export async function closeSockets(
  { env, log }: Pick<Deps, 'env' | 'log'>,
  userId: string,
  credentialIds: readonly string[],
): Promise<void> {
  if (credentialIds.length === 0) return;
  try {
    const channel: UserChannelRpc = env.USER_CHANNEL.getByName(userId);
    await channel.endSessions([...credentialIds]);
  } catch (error) {
    log.error('sockets of ended sessions could not be closed', { userId, error: String(error) });
    throw new Problem(
      503,
      'sockets_unconfirmed',
      'The sessions have ended. Their open sockets are closed as soon as they can be reached.',
      { headers: { 'Retry-After': '5' } },
    );
  }
}

function toWhich(sessions: SessionsEnd['sessions']): Which {
  if (sessions === 'all') return { allBut: null };
  return 'allBut' in sessions ? sessions : { ids: sessions };
}
