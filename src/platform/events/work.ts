import type { Database } from '../db/database.ts';
import type { Logger } from '../observability/logger.ts';

/**
 * The minimal dependencies of work on the server: the bindings, the database, and a log that carries the work's tags.
 * `Deps` adds deferred work.
 */
export interface Work {
  env: Env;
  db: Database;
  log: Logger;
}
