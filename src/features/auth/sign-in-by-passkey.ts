import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { must } from '../../base/assert.ts';
import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { acceptPasskey, takeChallenge } from './passkey-challenges.ts';
import { findAccount } from './queries.ts';
import type { RelyingParty } from './relying-party.ts';
import { completeSignIn, type Delivery, type FinishedSignIn } from './sign-in.ts';

/** Signs in with a passkey, which counts as two factors. Throws 401 `invalid_passkey`, 410 `token_invalid`. */
export async function signInByPasskey(
  deps: Deps,
  actor: Actor,
  {
    rp,
    delivery,
    ...answer
  }: { rp: RelyingParty; challenge: string; response: AuthenticationResponseJSON; delivery: Delivery },
): Promise<FinishedSignIn> {
  const { challenge } = await takeChallenge(deps, 'passkey-sign-in', answer.challenge);
  const { response } = answer;
  const passkey = await acceptPasskey(deps, rp, {
    challenge,
    response,
    verification: 'required',
    userId: null,
  });
  const user = must(await findAccount(deps.db, passkey.userId), 'a passkey of nobody');
  const proof = { kind: 'passkey', id: passkey.id } as const;
  return completeSignIn(deps, actor, { user, method: 'passkey', delivery, proof });
}
