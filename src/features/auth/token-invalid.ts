import { Problem } from '../../platform/problem/problem.ts';

/** The refusal of a link that is unknown, used or expired. */
export function tokenInvalid(): Problem {
  return new Problem(410, 'token_invalid', 'This link is no longer valid. Ask for a new one.');
}
