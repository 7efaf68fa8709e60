import { KEEP_VERSIONS } from '../../../src/platform/archive/retention.ts';

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
  /** Behind this version no more of the log lies than is kept, however few versions that are; 0 for no such bound. */
  light: number;
  divergence: string | null;
}

/** So much of the log is kept, in characters, where its last versions are longer than that. */
export const KEEP_LENGTH = 16 * 1024 * 1024;
// Likewise, for rows of up to 1 MB.
const STEP_LENGTH = 4 * 1024 * 1024;

/** Whether so much more than that is kept that letting go of it is worth while. */
export function isHeavy(length: number): boolean {
  return length > KEEP_LENGTH + STEP_LENGTH;
}

/** Up to which version the log may go: what is archived, checkpointed, and old or too much to keep. Null for nothing, or not yet enough. */
export function prunableUpTo({
  version,
  from,
  archived,
  checkpoint,
  light,
  divergence,
}: Standing): number | null {
  // What the archive holds in place of the log is in doubt: nothing goes until that is settled.
  if (divergence !== null) return null;
  const upTo = Math.min(archived, checkpoint, Math.max(version - KEEP_VERSIONS, light));
  return upTo - from >= STEP || (light > from && upTo > from) ? upTo : null;
}
