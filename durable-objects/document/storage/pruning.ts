import { toHex } from '../../../src/platform/archive/segment.ts';
import type { Meta } from './meta.ts';
import type { OpLog } from './op-log.ts';

/**
 * Deletes the log up to `version`, at the edge of a frame, in one transaction with storing its new beginning. The last
 * operation of each client was stored with the checkpoint, so a resend is still recognised.
 */
export function prune(storage: DurableObjectStorage, log: OpLog, meta: Meta, version: number): void {
  const base = storage.transactionSync(() => {
    const base = log.prune(version);
    if (base !== null) meta.set('base', { ...base, chain: toHex(base.chain) });
    return base;
  });
  if (base !== null) log.begin(base);
}
