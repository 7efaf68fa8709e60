import { logger } from '../../../src/platform/observability/logger.ts';
import { count } from '../../../src/platform/observability/metrics.ts';
import { dropStaging } from '../storage/schema.ts';
import { adopt, gather } from './rebuild.ts';

/** What a recovery needs of the object. */
export interface RecoveryDeps {
  storage: DurableObjectStorage;
  bucket: R2Bucket;
  /** Whether the gathered document is still wanted: it may have been created in the meantime. */
  wanted(): boolean;
}

/** Why a document is rebuilt: its storage was found empty, or an operator asked for it. */
export type Cause = 'lost' | 'asked';

/**
 * Rebuilds the object's storage from the archive, up to `version` (null: all of it). Changes nothing unless the whole
 * log is there and proved. Throws when the archive cannot be read or contradicts itself.
 */
export async function recover(
  { storage, bucket, wanted }: RecoveryDeps,
  docId: string,
  version: number | null,
  cause: Cause,
): Promise<'rebuilt' | 'nothing' | 'unknown_version' | 'unwanted'> {
  const log = logger({ docId, cause });
  try {
    const gathered = await gather(storage, bucket, docId, version);
    if (gathered === 'nothing' || gathered === 'unknown_version') return gathered;
    if (!wanted()) {
      dropStaging(storage.sql);
      return 'unwanted';
    }
    adopt(storage, docId, gathered);
    count('recoveries_total', { cause, outcome: 'rebuilt' });
    log.warn('rebuilt from the archive', {
      version: gathered.version,
      snapshot: gathered.snapshot,
      from: gathered.base.version,
    });
    return 'rebuilt';
  } catch (error) {
    count('recoveries_total', { cause, outcome: 'failed' });
    log.error('could not be rebuilt from the archive', { error: String(error) });
    throw error;
  }
}
