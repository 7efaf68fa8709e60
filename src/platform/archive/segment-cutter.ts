import { type ArchivedFrame, GENESIS_HEX, makeSegment, type Segment } from './segment.ts';

/** A segment ends before the frame that would take it past this many bytes, or past `CUT_VERSIONS`. */
export const CUT_BYTES = 1_000_000;
const CUT_VERSIONS = 10_000;

/** Cuts a log, as it arrives, into segments of bounded memory. Never cuts a frame. */
export class SegmentCutter {
  readonly #docId: string;
  /** The hash chain before the held frames, and after them. */
  #before: string;
  #after: string;
  #bytes = 0;
  #frames: ArchivedFrame[] = [];

  /** Begins at the hash chain `chain` (hex; empty before the first frame). */
  constructor(docId: string, chain: string) {
    this.#docId = docId;
    this.#before = chain === '' ? GENESIS_HEX : chain;
    this.#after = this.#before;
  }

  /**
   * Takes the next frame, which was proved to continue the others; returns a segment when the frame does not fit into
   * it any more.
   */
  take(frame: ArchivedFrame, bytes: number): Segment | null {
    const versions = frame.last - (this.#frames[0]?.first ?? frame.first) + 1;
    const full = this.#bytes + bytes > CUT_BYTES || versions > CUT_VERSIONS ? this.rest() : null;
    this.#frames.push(frame);
    this.#bytes += bytes;
    this.#after = frame.chain;
    return full;
  }

  /** The segment of the remaining frames; null when there are none. */
  rest(): Segment | null {
    if (this.#frames.length === 0) return null;
    const segment = makeSegment(this.#docId, this.#before, this.#frames);
    this.#before = this.#after;
    this.#frames = [];
    this.#bytes = 0;
    return segment;
  }
}
