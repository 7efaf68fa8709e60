import type { Deps } from '../../platform/events/deps.ts';
import { publish } from '../../platform/events/outgoing-events.ts';
import { notFound } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { listProviderIdentities, unlinkIdentity as unlink } from './identity-queries.ts';
import { lastCredential } from './last-credential.ts';
import { waysToSignIn } from './providers.ts';

/**
 * Unlinks a provider from the actor's account. Throws 404, and 409 `last_credential` for the actor's last way to sign
 * in.
 */
export async function unlinkIdentity(deps: Deps, actor: KnownActor, provider: string): Promise<void> {
  const { env, db } = deps;
  const { userId } = actor;
  const linked = await listProviderIdentities(db, userId);
  if (!linked.some((identity) => identity.provider === provider)) throw notFound('identity');
  if (!(await unlink(db, { userId, provider, providers: waysToSignIn(env) }))) throw lastCredential();
  await publish(deps, actor, [{ type: 'user.identity_unlinked', userId, provider }]);
}
