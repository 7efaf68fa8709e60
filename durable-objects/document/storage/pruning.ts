import { toHex } from '../../../src/platform/archive/segment.ts';
import type { Meta } from './meta.ts';
import type { OpLog } from './op-log.ts';

/**
 * Lets go of the log up to `version`, on a frame's edge, in one transaction with where it begins from then on. What each
 * client sent last was stored with the checkpoint, so a resend is known all the same.
 */
export function prune(storage: DurableObjectStorage, log: OpLog, meta: Meta, version: number): void {
  const base = storage.transactionSync(() => {
    const base = log.prune(version);
    if (base !== null) meta.set('base', { ...base, chain: toHex(base.chain) });
    return base;
  });
  if (base !== null) log.begin(base);
}
