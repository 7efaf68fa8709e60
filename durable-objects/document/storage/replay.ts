import { compose, composeRun } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { Frame } from '../collab/frame.ts';

// The operations, and their characters, that are composed at a time, so that reading an old version holds few of them.
const RUN = 1_000;
const RUN_LENGTH = 256 * 1024;

/** Operations composed into one change; `length` is that of their frames. */
interface Run {
  delta: Delta;
  length: number;
}

/** The log after version `from` up to and including `version`. `frames` begin at or before `from`. */
export function* runs(from: number, frames: Iterable<Frame>, version: number): Iterable<Run> {
  let run: Delta[] = [];
  let length = 0;
  for (const frame of frames) {
    if (frame.from >= version) break;
    if (frame.from >= from && frame.to <= version) run.push(frame.composed);
    else {
      const start = Math.max(0, from - frame.from);
      for (const { delta } of frame.entries.slice(start, version - frame.from)) run.push(delta);
    }
    length += frame.length;
    if (run.length < RUN && length < RUN_LENGTH) continue;
    yield { delta: composeRun(run), length };
    run = [];
    length = 0;
  }
  if (run.length > 0) yield { delta: composeRun(run), length };
}

/** `base` (of version `from`) after the log up to and including `version`. */
export function replay(base: Delta, from: number, frames: Iterable<Frame>, version: number): Delta {
  let document = base;
  for (const { delta } of runs(from, frames, version)) document = compose(document, delta);
  return document;
}
