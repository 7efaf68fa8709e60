import type { Deps } from '../../platform/events/deps.ts';
import { outgoingEvents } from '../../platform/events/outgoing-events.ts';
import { notFound } from '../../platform/problem/problem.ts';
import type { KnownActor } from '../../platform/queues/events.ts';
import { lastCredential } from './last-credential.ts';
import { deletePasskey, findPasskey } from './passkey-queries.ts';
import { waysToSignIn } from './providers.ts';
import { deleteUselessRecoveryCodes } from './recovery-code-queries.ts';

/** Removes one of the actor's passkeys. Throws 404, and 409 `last_credential` for the actor's last way to sign in. */
export async function removePasskey(deps: Deps, actor: KnownActor, id: string): Promise<void> {
  const { env, db } = deps;
  const { userId } = actor;
  const removed = await deletePasskey(db, { userId, id, providers: waysToSignIn(env) });
  if (!removed) {
    const kept = await findPasskey(db, id);
    if (kept?.userId !== userId) throw notFound('passkey');
    throw lastCredential();
  }
  const outgoing = outgoingEvents(deps, actor, [
    { type: 'user.factor_removed', userId, factor: 'passkey', name: removed.name },
  ]);
  await db.batch([deleteUselessRecoveryCodes(db, userId), outgoing.statement]);
  outgoing.publish();
}
