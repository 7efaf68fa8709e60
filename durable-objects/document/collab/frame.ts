import { composeFold } from '../../../src/ot/compose.ts';
import { lengthChange } from '../../../src/ot/lengths.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { Entry } from '../../../src/protocol/messages.ts';

/** A committed frame: one row of the log, one message, one unit of transformation. */
export interface Frame {
  /** The version before its first entry. */
  readonly from: number;
  /** The version after its last entry. */
  readonly to: number;
  readonly entries: readonly Entry[];
  /** The left fold of its entries. */
  readonly composed: Delta;
  /** By how much it lengthens the text. */
  readonly change: number;
  /** Characters of its entries as stored: the cost of holding, reading and sending it. */
  readonly length: number;
}

/** A frame of these entries after version `from`; `length` and `composed` are computed unless given. */
export function makeFrame(
  from: number,
  entries: readonly Entry[],
  length = JSON.stringify(entries).length,
  composed: Delta = composeFold(entries.map((entry) => entry.delta)),
): Frame {
  return { from, to: from + entries.length, entries, composed, change: lengthChange(composed), length };
}

/** The last operation of a client id in the log. */
export interface LastOperation {
  seq: number;
  version: number;
}

/** What the sequencer and the catch-up read of the committed log: from memory, then from storage. Synchronous. */
export interface LogReader {
  /** The log holds what came after this version; everything before it is only in the archive. */
  readonly from: number;
  /**
   * The frames that hold any version after `version`, oldest first; the first may begin before it. Throws when the log
   * no longer reaches back to `version`: a log with a gap is never returned as complete.
   */
  framesAfter(version: number): Iterable<Frame>;
  /**
   * Whether the log after `version` is in memory, or short enough to be loaded at once. A longer one is for catch-ups,
   * which read it in pieces.
   */
  atHand(version: number): boolean;
  /** The last operation of `client`, remembered even after its frame was pruned. */
  lastOf(client: string): LastOperation | null;
}

/**
 * The log after `version` as units of transformation. Each frame is one unit; a frame that contains `version` is taken
 * entry by entry from there.
 */
export function* unitsAfter(
  log: Pick<LogReader, 'framesAfter'>,
  version: number,
): Iterable<Pick<Frame, 'composed' | 'change'>> {
  for (const frame of log.framesAfter(version)) {
    if (frame.from >= version) yield frame;
    else {
      for (const { delta } of frame.entries.slice(version - frame.from)) {
        yield { composed: delta, change: lengthChange(delta) };
      }
    }
  }
}
