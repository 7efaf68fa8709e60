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
  /** How much longer the text is after it. */
  readonly change: number;
  /** Characters of its entries as they are stored: what it costs to hold, to read and to send. */
  readonly length: number;
}

/** A frame of these entries, beginning on version `from`; `length` and `composed` where they are known already. */
export function makeFrame(
  from: number,
  entries: readonly Entry[],
  length = JSON.stringify(entries).length,
  composed: Delta = composeFold(entries.map((entry) => entry.delta)),
): Frame {
  return { from, to: from + entries.length, entries, composed, change: lengthChange(composed), length };
}

/** The last operation that a client id has in the log. */
export interface LastOperation {
  seq: number;
  version: number;
}

/** What the sequencer and the catch-up read of the committed log: memory, then storage. Synchronous. */
export interface LogReader {
  /** The log holds what came after this version; everything before lies in the archive alone. */
  readonly from: number;
  /**
   * The frames that hold any version after `version`, oldest first; the first may begin before it. Throws when the log
   * no longer reaches back so far: a gap is never passed off as the whole.
   */
  framesAfter(version: number): Iterable<Frame>;
  /**
   * Whether what came after `version` lies in memory, or is brought there by little reading. What does not is for catch-ups,
   * which are read in pieces.
   */
  atHand(version: number): boolean;
  /** The last operation of `client`, remembered for longer than its frame is kept. */
  lastOf(client: string): LastOperation | null;
}

/**
 * What came after `version`, as units of transformation: each log frame is one; a frame that `version` lies inside of
 * is taken member by member from there.
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
