import { database } from '../db/database.ts';
import { logger } from '../observability/logger.ts';
import type { Work } from './work.ts';

/**
 * What a verb works with, in a request (`depsOf` in src/platform/http/deps.ts) as well as in a queue message or a run
 * of the clock (`backgroundDeps`).
 */
export interface Deps extends Work {
  /**
   * Takes work that the verb does not wait for: in a request, it continues after the response. It must not reject,
   * because no caller sees the error.
   */
  readonly defer: (work: Promise<unknown>) => void;
}

/**
 * The dependencies of a request without middleware: one that opens a socket, whose response headers cannot be changed.
 * `tags` appear in each line of its log.
 */
export function bareDeps(env: Env, tags: Record<string, string>, defer: Deps['defer']): Deps {
  return { env, db: database(env.DB), log: logger(tags), defer };
}

/** `Deps` of what runs without a request. */
export interface BackgroundDeps extends Deps {
  /** Resolves when all deferred work is done, including work that it deferred itself. */
  deferred(): Promise<void>;
}

/**
 * The dependencies of a batch of messages or of a run of the clock; `tags` appear in each line of its log. The caller
 * must wait for `deferred` before it ends: the platform stops work that is still running after that.
 */
export function backgroundDeps(env: Env, tags: Record<string, string>): BackgroundDeps {
  const waiting: Promise<unknown>[] = [];
  const log = logger(tags);
  return {
    env,
    db: database(env.DB),
    log,
    defer(work) {
      waiting.push(work);
    },
    async deferred() {
      while (waiting.length > 0) {
        const ended = await Promise.allSettled(waiting.splice(0));
        for (const each of ended)
          if (each.status === 'rejected') log.error('deferred work failed', { error: String(each.reason) });
      }
    },
  };
}
