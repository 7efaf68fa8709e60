import { Problem } from '../../platform/problem/problem.ts';
import { weakness } from './password-strength.ts';

/**
 * Throws 422 `weak_password`, with advice, for a password that is easy to guess given `about`, what is known of the
 * user.
 */
export async function requireStrength(password: string, about: readonly string[]): Promise<void> {
  const message = await weakness(password, about);
  if (message === null) return;
  throw new Problem(422, 'weak_password', 'The password is too easy to guess.', {
    errors: [{ path: 'password', message }],
  });
}
