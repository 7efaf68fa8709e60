import type { UserRow } from '../../platform/db/account-rows.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { beginSession, insertSession, type Proof, type SignedIn, signedIn } from '../sessions/sessions.ts';
import { attempt, hashToken, issue, look } from './one-time-tokens.ts';
import { findAccount, findFactors } from './queries.ts';

/** Where the refresh token goes: into the cookie, or into the body for programs. */
export type Delivery = 'cookie' | 'body';
/** A way to prove the second factor. */
export type FactorMethod = 'totp' | 'recovery_code' | 'passkey';

const ATTEMPTS_PER_TICKET = 5;

/** A sign-in whose first factor is proved. */
export interface FirstFactor {
  user: UserRow;
  /** How the user signed in, for the audit log: `password`, `passkey`, or the name of an OpenID provider. */
  method: string;
  delivery: Delivery;
  /** What the first factor was checked against: when that has changed in the meantime, no session begins. */
  proof: Exclude<Proof, { kind: 'ticket' }>;
}

/** A finished sign-in: the session and tokens, and where to deliver the refresh token. */
export interface FinishedSignIn {
  signedIn: SignedIn;
  delivery: Delivery;
}

/**
 * Finishes a sign-in that is fully proved: stores the session, and publishes `user.login`. It uses up a ticket. Throws
 * 401 `ticket_invalid` or `invalid_credentials` when what was proved no longer holds: of two uses of a ticket at once,
 * one succeeds; after a password reset in between, none does.
 */
export async function completeSignIn(
  deps: Deps,
  actor: Actor,
  { user, method, delivery, ...proved }: FirstFactor | PendingSignIn,
): Promise<FinishedSignIn> {
  const { session, token } = beginSession(user.id, actor.userAgent);
  const proof: Proof = 'ticket' in proved ? { kind: 'ticket', hash: hashToken(proved.ticket) } : proved.proof;
  if (!(await insertSession(deps.db, session, proof))) {
    throw proof.kind === 'ticket'
      ? ticketInvalid()
      : new Problem(401, 'invalid_credentials', 'Your sign-in has expired. Please sign in again.');
  }
  const by: Actor = { ...actor, kind: 'person', userId: user.id, credentialId: session.id };
  await publish(deps, by, [{ type: 'user.login', userId: user.id, method }]);
  return { signedIn: await signedIn(deps, { user, token }), delivery };
}

/**
 * Continues after a first factor that may need a second one (a password, an OpenID provider): signs in, or throws 401
 * `second_factor_required` with a ticket when the user has set up a second factor.
 */
export async function continueSignIn(deps: Deps, actor: Actor, first: FirstFactor): Promise<FinishedSignIn> {
  const pending = await secondFactorTicket(deps, first);
  if (pending === null) return completeSignIn(deps, actor, first);
  throw new Problem(401, 'second_factor_required', 'A second factor is required.', pending);
}

/**
 * The ticket of a sign-in that waits for a second factor, and the methods that can finish it; null when the user has
 * set up none.
 */
export async function secondFactorTicket(
  { db }: Pick<Deps, 'db'>,
  { user, method, delivery }: FirstFactor,
): Promise<{ ticket: string; methods: FactorMethod[] } | null> {
  const methods = await secondFactors(db, user.id);
  if (methods.length === 0) return null;
  const data = { method, delivery };
  const ticket = await issue(db, { purpose: 'second-factor', userId: user.id, data });
  return { ticket, methods };
}

/**
 * The second factors that a user has set up. Recovery codes count only beside another one, which they replace when it
 * is lost.
 */
export async function secondFactors(db: Database, userId: string): Promise<FactorMethod[]> {
  const { totp, passkeys, recoveryCodes } = await findFactors(db, userId);
  if (!totp && passkeys === 0) return [];
  const methods: FactorMethod[] = [];
  if (totp) methods.push('totp');
  if (passkeys > 0) methods.push('passkey');
  if (recoveryCodes > 0) methods.push('recovery_code');
  return methods;
}

/** A sign-in that waits for its second factor. */
export type PendingSignIn = Omit<FirstFactor, 'proof'> & { ticket: string };

/** The sign-in of a ticket, without counting an attempt; throws 401 `ticket_invalid`. */
export async function pendingSignIn(deps: Pick<Deps, 'db'>, ticket: string): Promise<PendingSignIn> {
  return toPending(deps, ticket, await look(deps.db, 'second-factor', ticket));
}

/**
 * The sign-in of a ticket, counting an attempt at its second factor: call it before checking a code. Throws 401
 * `ticket_invalid` for an unknown, used or expired ticket, and after 5 attempts.
 */
export async function attemptSecondFactor(deps: Pick<Deps, 'db'>, ticket: string): Promise<PendingSignIn> {
  return toPending(deps, ticket, await attempt(deps.db, 'second-factor', ticket, ATTEMPTS_PER_TICKET));
}

async function toPending(
  { db }: Pick<Deps, 'db'>,
  ticket: string,
  row: { userId: string | null; data: Record<string, unknown> } | null,
): Promise<PendingSignIn> {
  const user = row?.userId ? await findAccount(db, row.userId) : undefined;
  if (!row || !user) throw ticketInvalid();
  const { method, delivery } = row.data as { method: string; delivery: Delivery };
  return { user, method, delivery, ticket };
}

function ticketInvalid(): Problem {
  return new Problem(401, 'ticket_invalid', 'This sign-in has expired. Please start again.');
}
