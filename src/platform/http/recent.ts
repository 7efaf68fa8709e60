import type { Context } from 'hono';
import type { PersonCaller } from '../tokens/caller.ts';
import { requireRecentProof } from '../verbs/recent.ts';
import { requirePerson } from './authentication.ts';
import type { AppEnv } from './env.ts';

/** The person who is calling, as `requirePerson`; throws as `requireRecentProof` too. */
export function requireRecent(c: Context<AppEnv>): PersonCaller {
  const person = requirePerson(c);
  requireRecentProof(person.authenticatedAt);
  return person;
}
