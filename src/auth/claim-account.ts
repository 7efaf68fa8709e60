import type { BatchItem } from 'drizzle-orm/batch';
import type { Context } from 'hono';
import type { AppEnv } from '../http/env.ts';
import type { EventBody } from '../queues/events.ts';
import { acceptInvitations } from '../sharing/accept-invitations.ts';
import { closeSockets, endSessionsEverywhere } from './end-sessions.ts';
import { deleteCredentials, findApiTokenIds, type UserRow, verifyAddress } from './queries.ts';

/**
 * Hands an account whose address was never verified to who has just proved that the address is theirs: by a link in a mail,
 * or by an OpenID provider that vouches for it. Whoever made the account may have been somebody else who waits for the
 * owner of the address to come (account pre-hijacking, Sudhodanan and Paverd 2022): every credential goes (the password,
 * linked providers, factors, API tokens, links, tickets), every session ends, the address counts as verified, and what it
 * was invited to becomes theirs. `statements` and `events` are written in the same batch, after that: the new credential.
 */
export async function claimAccount(
  c: Context<AppEnv>,
  user: Pick<UserRow, 'id' | 'email'>,
  { statements, events = [] }: { statements: readonly BatchItem<'sqlite'>[]; events?: readonly EventBody[] },
): Promise<void> {
  const { db } = c.var;
  const tokenIds = await findApiTokenIds(db, user.id);
  await endSessionsEverywhere(c, user.id, 'all', {
    reason: 'account_secured',
    statements: [...deleteCredentials(db, user.id), verifyAddress(db, user, Date.now()), ...statements],
    events: [{ type: 'user.verified', userId: user.id }, ...events],
  });
  await closeSockets(c, user.id, tokenIds);
  await acceptInvitations(c, user);
}
