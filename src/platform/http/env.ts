import type { Database } from '../db/database.ts';
import type { Logger } from '../observability/logger.ts';
import type { Caller } from '../tokens/caller.ts';
import type { CredentialError } from './caller.ts';
import type { Rate } from './rate-counter.ts';

/** What a handler finds in its context. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    log: Logger;
    /** As it is now: what decides who may do what asks this one, and every write goes to it. */
    db: Database;
    /** As the caller last saw it, or newer, from wherever it is nearest: for showing, never for deciding. */
    nearby: Database;
    /** Who is calling; null without a credential, and why one was refused. */
    caller: Caller | null;
    credentialError: CredentialError | null;
    /** Whether it is the operator who calls, by ADMIN_TOKEN. */
    operator: boolean;
    /** How the caller's rate stands; null for what no rate counts. */
    rate: Rate | null;
  };
}
