import { composeFold } from '../compose.ts';
import type { Delta } from '../op.ts';
import { transformAfter } from '../transform.ts';

/**
 * A suggestion carried over later frames, each given as its operations: like a late operation, frame by frame, the
 * frame first. Null when nothing of it is left: it is obsolete, for good.
 */
export function rebaseSuggestion(delta: Delta, frames: Iterable<readonly Delta[]>): Delta | null {
  let rebased = delta;
  if (rebased.length === 0) return null;
  for (const operations of frames) {
    rebased = transformAfter(rebased, composeFold(operations));
    if (rebased.length === 0) return null;
  }
  return rebased;
}
