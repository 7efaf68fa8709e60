import type { Context } from 'hono';
import { randomId } from '../../base/ids.ts';
import type { UserRow } from '../../platform/db/account-rows.ts';
import { findLiveSession } from '../../platform/db/callers.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { colorFor, name as nameSchema } from '../../platform/http/profile.ts';
import { telling, tellOf } from '../../platform/http/telling.ts';
import { email as emailSchema } from '../../platform/http/text-schemas.ts';
import { writeWhileSignedIn } from '../../platform/http/while-signed-in.ts';
import { acceptInvitations } from '../invitations/accept-invitations.ts';
import { noteAuthenticated } from '../sessions/sessions.ts';
import { claimAccount } from './claim-account.ts';
import {
  createUserWith,
  findUserByEmail,
  findUserByIdentity,
  insertIdentity,
  linkIdentity,
  type ProviderIdentity,
} from './identity-queries.ts';
import type { Claims } from './oidc-client.ts';
import type { Errand } from './oidc-state.ts';
import type { Provider } from './providers.ts';

// The provider's clock may be behind ours.
const CLOCK_TOLERANCE_MS = 60_000;

/** Why somebody whom a provider has proved is still not let in, or not linked. */
export type IdentityRefusal =
  | 'email_unverified'
  | 'identity_taken'
  | 'identity_mismatch'
  | 'provider_linked'
  | 'state_mismatch';

/** A refusal that the person is told of on the page that they come back to. */
export class IdentityError extends Error {
  readonly code: IdentityRefusal;

  constructor(code: IdentityRefusal) {
    super(code);
    this.code = code;
  }
}

/**
 * The user whom these claims are of: known by (provider, subject) and nothing else. At the first time, an address that the
 * provider vouches for joins them to the account that has it, or makes a new one. Throws IdentityError.
 */
export async function userOf(c: Context<AppEnv>, provider: Provider, claims: Claims): Promise<UserRow> {
  const identity = { provider: provider.id, subject: claims.subject };
  const known = await findUserByIdentity(c.var.db, identity);
  if (known) return known;
  const address = emailSchema.safeParse(claims.email);
  // Unproved, it may be anybody's: neither an account to be joined to, nor one to be made.
  if (!claims.emailVerified || !address.success) throw new IdentityError('email_unverified');
  const owner = await findUserByEmail(c.var.db, address.data);
  if (owner) return joinAccount(c, owner, identity);
  const created = await createUser(c, identity, { email: address.data, name: claims.name });
  // Another request was first.
  return created ?? userOf(c, provider, claims);
}

async function joinAccount(c: Context<AppEnv>, owner: UserRow, identity: ProviderIdentity): Promise<UserRow> {
  const { db } = c.var;
  const linked = { type: 'user.identity_linked', userId: owner.id, provider: identity.provider } as const;
  if (owner.emailVerifiedAt === null) {
    // Whoever made this account never proved its address: nothing that they know may open it from now on.
    const now = Date.now();
    await claimAccount(c, owner, {
      statements: [insertIdentity(db, owner.id, identity, now)],
      events: [linked],
    });
    return { ...owner, emailVerifiedAt: now };
  }
  await link(c, owner.id, identity);
  return owner;
}

async function createUser(
  c: Context<AppEnv>,
  identity: ProviderIdentity,
  { email, name }: { email: string; name: string | null },
): Promise<UserRow | null> {
  const now = Date.now();
  const id = randomId();
  const user: UserRow = {
    id,
    email,
    emailVerifiedAt: now,
    name: nameSchema.safeParse(name).data ?? email.split('@')[0] ?? email,
    color: colorFor(id),
    avatarUrl: null,
    preferences: {},
    createdAt: now,
    updatedAt: now,
  };
  const told = telling(c, [{ type: 'user.registered', userId: id, method: identity.provider }], {
    kind: 'person',
    userId: id,
  });
  if (!(await createUserWith(c.var.db, user, { identity, told: told.statement }))) return null;
  told.publish();
  await acceptInvitations(c, user);
  return user;
}

/** Does what somebody who is signed in went to a provider for. Throws IdentityError. */
export async function doErrand(
  c: Context<AppEnv>,
  errand: Extract<Errand, { userId: string }>,
  { provider, claims }: { provider: Provider; claims: Claims },
): Promise<void> {
  const { userId, sessionId } = errand;
  const session = await findLiveSession(c.var.db, sessionId, Date.now());
  if (session?.userId !== userId) throw new IdentityError('state_mismatch');
  const identity = { provider: provider.id, subject: claims.subject };
  const owner = await findUserByIdentity(c.var.db, identity);
  if (owner && owner.id !== userId) {
    throw new IdentityError(errand.kind === 'link' ? 'identity_taken' : 'identity_mismatch');
  }
  if (errand.kind === 'link') {
    if (!owner) await link(c, userId, identity, sessionId);
    return;
  }
  if (!owner) throw new IdentityError('identity_mismatch');
  const { authenticatedAt } = claims;
  if (authenticatedAt !== null && authenticatedAt < errand.begunAt - CLOCK_TOLERANCE_MS) {
    throw new IdentityError('state_mismatch');
  }
  await noteAuthenticated(c.var.db, { userId, sessionId, now: Date.now() });
}

/** Links an identity; for a session that asked for it, only while it is there. */
async function link(
  c: Context<AppEnv>,
  userId: string,
  identity: ProviderIdentity,
  sessionId: string | null = null,
): Promise<void> {
  const insert = linkIdentity(c.var.db, userId, identity, Date.now());
  const linked = sessionId === null ? await insert : (await writeWhileSignedIn(c, sessionId, [insert]))[0];
  if (linked.length === 0) {
    const owner = await findUserByIdentity(c.var.db, identity);
    if (owner?.id === userId) return;
    throw new IdentityError(owner ? 'identity_taken' : 'provider_linked');
  }
  const { provider } = identity;
  await tellOf(c, [{ type: 'user.identity_linked', userId, provider }], { kind: 'person', userId });
}
