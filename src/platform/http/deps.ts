import type { Context } from 'hono';
import type { Deps } from '../events/deps.ts';
import type { Actor, KnownActor } from '../queues/events.ts';
import type { Caller } from '../tokens/caller.ts';
import type { AppEnv } from './env.ts';
import { callerAddress } from './rate-limits.ts';

/** The dependencies of verbs in this request. Deferred work continues after the response. */
export function depsOf(c: Context<AppEnv>): Deps {
  const { db, log } = c.var;
  return { env: c.env, db, log, defer: (work) => c.executionCtx.waitUntil(work) };
}

/** The caller of this request, as verbs, events and the audit log name them. */
export function actorOf(c: Context<AppEnv>): Actor {
  const { caller, operator } = c.var;
  return {
    kind: operator ? 'admin' : (caller?.kind ?? 'anonymous'),
    userId: caller?.userId ?? null,
    credentialId: caller?.credentialId ?? null,
    address: callerAddress(c.req.raw.headers),
    userAgent: (c.req.header('User-Agent') ?? '').slice(0, 300),
  };
}

/** The same for a caller that has been identified, by `requirePerson`, `requireRecent` or `requireUser`. */
export function knownActorOf(c: Context<AppEnv>, { userId, credentialId }: Caller): KnownActor {
  return { ...actorOf(c), userId, credentialId };
}
