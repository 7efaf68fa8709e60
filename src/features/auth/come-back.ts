import type { Deps } from '../../platform/events/deps.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { doErrand, type Proved, userOf } from './oidc-sign-in.ts';
import type { Errand } from './oidc-state.ts';
import { completeSignIn, type FactorMethod, type FinishedSignIn, secondFactorTicket } from './sign-in.ts';

/** The outcome of an errand at a provider. */
export type Return =
  | { kind: 'done' }
  | { kind: 'signed-in'; finished: FinishedSignIn }
  | { kind: 'second-factor'; ticket: string; methods: FactorMethod[] };

/**
 * Finishes the errand of a user that has returned from a provider, which has proved the user's identity. Throws
 * IdentityError, or a Problem.
 */
export async function comeBack(
  deps: Deps,
  actor: Actor,
  { errand, ...proved }: Proved & { errand: Errand },
): Promise<Return> {
  if (errand.kind !== 'sign-in') {
    await doErrand(deps, actor, { errand, ...proved });
    return { kind: 'done' };
  }
  const { provider, claims } = proved;
  const user = await userOf(deps, actor, proved);
  const proof = { kind: 'identity', provider: provider.id, subject: claims.subject } as const;
  const first = { user, method: provider.id, delivery: 'cookie', proof } as const;
  const pending = await secondFactorTicket(deps, first);
  if (pending !== null) return { kind: 'second-factor', ...pending };
  return { kind: 'signed-in', finished: await completeSignIn(deps, actor, first) };
}
