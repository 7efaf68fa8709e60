import { KEEP_VERSIONS } from '../../src/archive/retention.ts';

// Letting go of a few rows at every acknowledgement would store the log's new beginning each time.
const STEP = 1_000;

/** What decides how much of the log may go. */
export interface Standing {
  version: number;
  /** Where the kept log begins. */
  from: number;
  /** The archive has everything up to here. */
  archived: number;
  /** The newest stored text. */
  checkpoint: number;
  divergence: string | null;
}

/** Up to which version the log may go: what is archived, checkpointed and old. Null for nothing, or not yet enough. */
export function prunableUpTo({ version, from, archived, checkpoint, divergence }: Standing): number | null {
  // What the archive holds in place of the log is in doubt: nothing goes until that is settled.
  if (divergence !== null) return null;
  const upTo = Math.min(archived, checkpoint, version - KEEP_VERSIONS);
  return upTo - from >= STEP ? upTo : null;
}
