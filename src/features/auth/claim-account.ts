import type { BatchItem } from 'drizzle-orm/batch';
import type { UserRow } from '../../platform/db/account-rows.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor, EventBody } from '../../platform/queues/events.ts';
import { acceptInvitations } from '../invitations/accept-invitations.ts';
import { closeSockets, endSessionsEverywhere } from '../sessions/end-sessions.ts';
import { deleteCredentials, findApiTokenIds, verifyAddress } from './queries.ts';

/** Whose account is claimed, and what is written and told with it. */
export interface Claim {
  user: Pick<UserRow, 'id' | 'email'>;
  statements: readonly BatchItem<'sqlite'>[];
  events?: readonly EventBody[];
}

/**
 * Hands an account whose address was never verified to who has just proved that the address is theirs: by a link in a mail,
 * or by an OpenID provider that vouches for it. Whoever made the account may have been somebody else who waits for the
 * owner of the address to come (account pre-hijacking, Sudhodanan and Paverd 2022): every credential goes (the password,
 * linked providers, factors, API tokens, links, tickets), every session ends, the address counts as verified, and what it
 * was invited to becomes theirs. `statements` and `events` are written in the same batch, after that: the new credential.
 * Throws 503 `sockets_unconfirmed` when all of this is done, but not every socket is known to be closed yet.
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

// The account has its new owner by then: what follows is not left undone because a socket could not be reached.
async function socketsOf(work: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Problem && error.code === 'sockets_unconfirmed') return error;
    throw error;
  }
}
