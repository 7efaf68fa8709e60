import { KEEP_VERSIONS } from '../../../src/platform/archive/retention.ts';

// Pruning a few rows at each acknowledgement would store the log's new beginning each time.
const STEP = 1_000;

/** What decides how much of the log may be pruned. */
export interface Standing {
  version: number;
  /** Where the kept log begins. */
  from: number;
  /** The archive has everything up to here. */
  archived: number;
  /** The newest stored text. */
  checkpoint: number;
  /** The log after this version is no longer than KEEP_LENGTH, however few versions it holds; 0 for no such bound. */
  light: number;
  divergence: string | null;
}

/** The characters of the log that are kept when its last versions are longer than that. */
export const KEEP_LENGTH = 16 * 1024 * 1024;
// Likewise, for rows of up to 1 MB.
const STEP_LENGTH = 4 * 1024 * 1024;

/** Whether the log is so much longer than KEEP_LENGTH that pruning is worthwhile. */
export function isHeavy(length: number): boolean {
  return length > KEEP_LENGTH + STEP_LENGTH;
}

/**
 * The version up to which the log may be pruned: archived, checkpointed, and old or too long to keep. Null for none, or
 * too little.
 */
export function prunableUpTo({
  version,
  from,
  archived,
  checkpoint,
  light,
  divergence,
}: Standing): number | null {
  // The archived copy of the log is in doubt: nothing is pruned until that is resolved.
  if (divergence !== null) return null;
  const upTo = Math.min(archived, checkpoint, Math.max(version - KEEP_VERSIONS, light));
  return upTo - from >= STEP || (light > from && upTo > from) ? upTo : null;
}
