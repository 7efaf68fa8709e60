import { Problem } from '../../platform/problem/problem.ts';

/** The refusal of a removal that would leave an account without a way to sign in. */
export function lastCredential(): Problem {
  return new Problem(
    409,
    'last_credential',
    'This is the only way to sign in to the account. Add another first.',
  );
}
