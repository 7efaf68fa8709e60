import type { Context } from 'hono';
import { Problem } from '../problem/problem.ts';
import type { PersonCaller } from '../tokens/caller.ts';
import { requirePerson } from './authentication.ts';
import type { AppEnv } from './env.ts';
import { HTTP_LIMITS } from './limits.ts';

/**
 * The caller, a person, for sensitive changes (ASVS 3.7.1): throws 403 `reauthentication_required` unless they proved
 * their identity within the last 15 minutes, and 401 or 403 like `requirePerson`.
 */
export function requireRecent(c: Context<AppEnv>): PersonCaller {
  const person = requirePerson(c);
  if (Date.now() - person.authenticatedAt <= HTTP_LIMITS.session.recent) return person;
  throw new Problem(
    403,
    'reauthentication_required',
    'Prove who you are again, within the last 15 minutes: POST /v1/auth/reauthenticate.',
  );
}
