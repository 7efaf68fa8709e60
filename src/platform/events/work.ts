import type { Database } from '../db/database.ts';
import type { Logger } from '../observability/logger.ts';

/** What a consumer works with. */
export interface Work {
  env: Env;
  db: Database;
  log: Logger;
}
