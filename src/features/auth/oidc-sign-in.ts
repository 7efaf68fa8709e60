import { randomId } from '../../base/ids.ts';
import type { UserRow } from '../../platform/db/account-rows.ts';
import { findLiveSession } from '../../platform/db/callers.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents, publish } from '../../platform/events/outgoing-events.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { colorFor } from '../../platform/verbs/profile.ts';
import { writeWhileSignedIn } from '../../platform/verbs/while-signed-in.ts';
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
import type { ParsedClaims } from './oidc-client.ts';
import type { Errand } from './oidc-state.ts';
import type { Provider } from './providers.ts';

// The provider's clock may be behind ours.
const CLOCK_TOLERANCE_MS = 60_000;

/** Why a user that a provider has identified is still not signed in, or not linked. */
export type IdentityRefusal =
  | 'email_unverified'
  | 'identity_taken'
  | 'identity_mismatch'
  | 'provider_linked'
  | 'state_mismatch';

/** A refusal that is shown on the page to which the user returns. */
export class IdentityError extends Error {
  readonly code: IdentityRefusal;

  constructor(code: IdentityRefusal) {
    super(code);
    this.code = code;
  }
}

/** An identity that a provider has proved: the address and the name in `claims` are valid here, or null. */
export interface Proved {
  provider: Provider;
  claims: ParsedClaims;
}

/**
 * The user of these claims, found by (provider, subject) and nothing else. The first time, an address that the provider
 * vouches for links the identity to the account with that address, or creates a new account. Throws IdentityError.
 */
export async function userOf(deps: Deps, actor: Actor, { provider, claims }: Proved): Promise<UserRow> {
  const identity = { provider: provider.id, subject: claims.subject };
  const known = await findUserByIdentity(deps.db, identity);
  if (known) return known;
  const { email, name } = claims;
  // An unproved address may be anyone's: it must neither link to an account nor create one.
  if (!claims.emailVerified || email === null) throw new IdentityError('email_unverified');
  const owner = await findUserByEmail(deps.db, email);
  if (owner) return joinAccount(deps, actor, owner, identity);
  const created = await createUser(deps, actor, identity, { email, name });
  // Another request created it first.
  return created ?? userOf(deps, actor, { provider, claims });
}

async function joinAccount(
  deps: Deps,
  actor: Actor,
  owner: UserRow,
  identity: ProviderIdentity,
): Promise<UserRow> {
  const { db } = deps;
  const linked = { type: 'user.identity_linked', userId: owner.id, provider: identity.provider } as const;
  if (owner.emailVerifiedAt === null) {
    // The creator of this account never proved its address: nothing that the creator knows may open it from now on.
    const now = Date.now();
    await claimAccount(deps, actor, {
      user: owner,
      statements: [insertIdentity(db, owner.id, identity, now)],
      events: [linked],
    });
    return { ...owner, emailVerifiedAt: now };
  }
  await link(deps, actor, { userId: owner.id, identity, sessionId: null });
  return owner;
}

async function createUser(
  deps: Deps,
  actor: Actor,
  identity: ProviderIdentity,
  { email, name }: { email: string; name: string | null },
): Promise<UserRow | null> {
  const now = Date.now();
  const id = randomId();
  const user: UserRow = {
    id,
    email,
    emailVerifiedAt: now,
    name: name ?? email.split('@')[0] ?? email,
    color: colorFor(id),
    avatarUrl: null,
    preferences: {},
    createdAt: now,
    updatedAt: now,
  };
  const outgoing = outgoingEvents(deps, { ...actor, kind: 'person', userId: id }, [
    { type: 'user.registered', userId: id, method: identity.provider },
  ]);
  if (!(await createUserWith(deps.db, user, { identity, outgoing: outgoing.statement }))) return null;
  outgoing.publish();
  await acceptInvitations(deps, actor, user);
  return user;
}

/** Completes the errand for which a signed-in user went to a provider. Throws IdentityError. */
export async function doErrand(
  deps: Deps,
  actor: Actor,
  { errand, provider, claims }: Proved & { errand: Extract<Errand, { userId: string }> },
): Promise<void> {
  const { userId, sessionId } = errand;
  const session = await findLiveSession(deps.db, sessionId, Date.now());
  if (session?.userId !== userId) throw new IdentityError('state_mismatch');
  const identity = { provider: provider.id, subject: claims.subject };
  const owner = await findUserByIdentity(deps.db, identity);
  if (owner && owner.id !== userId) {
    throw new IdentityError(errand.kind === 'link' ? 'identity_taken' : 'identity_mismatch');
  }
  if (errand.kind === 'link') {
    if (!owner) await link(deps, actor, { userId, identity, sessionId });
    return;
  }
  if (!owner) throw new IdentityError('identity_mismatch');
  const { authenticatedAt } = claims;
  if (authenticatedAt !== null && authenticatedAt < errand.begunAt - CLOCK_TOLERANCE_MS) {
    throw new IdentityError('state_mismatch');
  }
  await noteAuthenticated(deps.db, { userId, sessionId, now: Date.now() });
}

/** Links an identity; for an errand of a session, only while that session exists. */
async function link(
  deps: Deps,
  actor: Actor,
  { userId, identity, sessionId }: { userId: string; identity: ProviderIdentity; sessionId: string | null },
): Promise<void> {
  const insert = linkIdentity(deps.db, userId, identity, Date.now());
  const linked = sessionId === null ? await insert : (await writeWhileSignedIn(deps, sessionId, [insert]))[0];
  if (linked.length === 0) {
    const owner = await findUserByIdentity(deps.db, identity);
    if (owner?.id === userId) return;
    throw new IdentityError(owner ? 'identity_taken' : 'provider_linked');
  }
  const { provider } = identity;
  await publish(deps, { ...actor, kind: 'person', userId }, [
    { type: 'user.identity_linked', userId, provider },
  ]);
}
