import type { BatchItem } from 'drizzle-orm/batch';
import type { UserRow } from '../../platform/db/account-rows.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor, EventBody } from '../../platform/queues/events.ts';
import { acceptInvitations } from '../invitations/accept-invitations.ts';
import { closeSockets, endSessionsEverywhere } from '../sessions/end-sessions.ts';
import { deleteCredentials, findApiTokenIds, verifyAddress } from './queries.ts';

/** The account that is claimed, and the statements and events of the same batch. */
export interface Claim {
  user: Pick<UserRow, 'id' | 'email'>;
  statements: readonly BatchItem<'sqlite'>[];
  events?: readonly EventBody[];
}

/**
 * Hands an account whose address was never verified to the person who has just proved to own the address: by a link in
 * a mail, or by an OpenID provider that vouches for it. The account may have been created by an attacker who waits for
 * the owner of the address to come (account pre-hijacking, Sudhodanan and Paverd 2022). So every credential is deleted
 * (the password, linked providers, factors, API tokens, links, tickets), every session ends, the address counts as
 * verified, and its invitations are accepted. `statements` and `events`, which add the new credential, are written in
 * the same batch, after that. Throws 503 `sockets_unconfirmed` when all of this is done, but not every socket is known
 * to be closed yet.
 */
export async function claimAccount(
  deps: Deps,
  actor: Actor,
  { user, statements, events = [] }: Claim,
): Promise<void> {
  const { db } = deps;
  const tokenIds = await findApiTokenIds(db, user.id);
  const unconfirmed = [
    await socketsOf(() =>
      endSessionsEverywhere(deps, actor, {
        userId: user.id,
        sessions: 'all',
        reason: 'account_secured',
        statements: [...deleteCredentials(db, user.id), verifyAddress(db, user, Date.now()), ...statements],
        events: [{ type: 'user.verified', userId: user.id }, ...events],
      }),
    ),
    await socketsOf(() => closeSockets(deps, user.id, tokenIds)),
  ];
  await acceptInvitations(deps, actor, user);
  const problem = unconfirmed.find((each) => each !== null);
  if (problem) throw problem;
}

// The account already has its new owner: an unreachable socket must not prevent the remaining steps.
async function socketsOf(work: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Problem && error.code === 'sockets_unconfirmed') return error;
    throw error;
  }
}
