import type { Database } from '../../platform/db/database.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { findAccount, findFactors, listIdentities } from './queries.ts';

/** The sign-in methods and second factors of an account, as its user sees them. Throws 401 when it no longer exists. */
export async function accountSecurityOf(db: Database, userId: string) {
  const user = await findAccount(db, userId);
  if (!user) throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
  const [identities, factors] = await Promise.all([listIdentities(db, userId), findFactors(db, userId)]);
  const others = identities.filter(({ provider }) => provider !== 'password');
  return {
    email: user.email,
    emailVerified: user.emailVerifiedAt !== null,
    hasPassword: others.length < identities.length,
    identities: others.map(({ provider, createdAt }) => ({
      provider,
      createdAt: new Date(createdAt).toISOString(),
    })),
    ...factors,
  };
}
