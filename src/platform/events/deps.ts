import { database } from '../db/database.ts';
import { logger } from '../observability/logger.ts';
import type { Work } from './work.ts';

/**
 * What a verb works with, whoever asks for it: a request (`depsOf` in src/platform/http/deps.ts), a message of a queue or
 * the platform's clock (`backgroundDeps`).
 */
export interface Deps extends Work {
  /**
   * Takes work that the verb does not wait for: a request does it behind its answer. It must not throw, since nobody hears
   * of it.
   */
  readonly defer: (work: Promise<unknown>) => void;
}

/**
 * The dependencies of a request that no middleware prepares: of one that opens a socket, whose answer has headers that
 * cannot be changed. `tags` stand in each line of its log.
 */
export function bareDeps(env: Env, tags: Record<string, string>, defer: Deps['defer']): Deps {
  return { env, db: database(env.DB), log: logger(tags), defer };
}

/** `Deps` of what runs without a request. */
export interface BackgroundDeps extends Deps {
  /** Resolves when everything that was deferred so far, and by that, is done. */
  deferred(): Promise<void>;
}

/**
 * The dependencies of a batch of messages or of a run of the clock; `tags` stand in each line of its log. Whoever makes
 * them waits for `deferred` before it ends: the platform stops what is still under way after that.
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
