import type { SegmentRef } from './covering.ts';

/** A segment of so many versions, or so many bytes, is left as it is. */
export const ENOUGH_VERSIONS = 1_000;
export const ENOUGH_BYTES = 1_000_000;
/** So many small ones at the end of the log, that together are not enough, are merged all the same. */
export const TOO_MANY = 32;
// So many are read for one merged segment at most.
const MOST = 256;

/** The runs of consecutive small segments that are to be one each. */
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
    // What a large one or a gap cuts off will never grow.
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
