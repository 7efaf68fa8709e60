import type { Database } from '../db/database.ts';
import type { Logger } from '../observability/logger.ts';
import type { Caller } from '../tokens/caller.ts';
import type { CredentialError } from '../verbs/identify.ts';
import type { FormPart } from './multipart.ts';
import type { Rate } from './rate-counter.ts';

/** What a handler finds in its context. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    log: Logger;
    /** The current state: every permission is decided on it, and every write goes to it. */
    db: Database;
    /** The state that the caller last saw, or newer, from the nearest replica: for showing, never for deciding. */
    nearby: Database;
    /** The caller; null without a credential, and the reason when one was refused. */
    caller: Caller | null;
    credentialError: CredentialError | null;
    /** Whether the caller is the operator, by ADMIN_TOKEN. */
    operator: boolean;
    /** The fields of the form that an import is; absent on every other route. */
    form?: readonly FormPart[];
    /** The caller's rate; null if no rate counts this request. */
    rate: Rate | null;
  };
}
