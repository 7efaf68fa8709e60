import type { SegmentRef } from './covering.ts';

/** A segment of this many versions, or this many bytes, is left as it is. */
export const ENOUGH_VERSIONS = 1_000;
export const ENOUGH_BYTES = 1_000_000;
/** This many small ones at the end of the log are merged even if they are not enough together. */
export const TOO_MANY = 32;
// At most this many are read for one merged segment.
const MOST = 256;

/** The runs of consecutive small segments that should become one each. */
export function mergeable(refs: readonly SegmentRef[]): SegmentRef[][] {
  const runs: SegmentRef[][] = [];
  let run: SegmentRef[] = [];
  let bytes = 0;
  const end = (complete: boolean): void => {
    if (complete ? run.length > 1 : run.length > TOO_MANY) runs.push(run);
    run = [];
    bytes = 0;
  };
  for (const ref of refs) {
    const last = run[run.length - 1];
    const small = ref.to - ref.from < ENOUGH_VERSIONS && ref.size < ENOUGH_BYTES;
    // A run that a large one or a gap cuts off will never grow.
    if (last !== undefined && (!small || ref.from > last.to)) end(true);
    if (!small) continue;
    run.push(ref);
    bytes += ref.size;
    const versions = ref.to - (run[0] as SegmentRef).from;
    if (versions >= ENOUGH_VERSIONS || bytes >= ENOUGH_BYTES || run.length === MOST) end(true);
  }
  end(false);
  return runs;
}
