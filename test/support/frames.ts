import type { Delta } from '../../src/ot/op.ts';
import { link } from '../../src/platform/archive/chain.ts';
import {
  type ArchivedFrame,
  fromHex,
  GENESIS_HEX,
  makeSegment,
  type Segment,
  toHex,
} from '../../src/platform/archive/segment.ts';

/** The content of a frame. */
export interface FrameContent {
  deltas: Delta[];
  author?: string;
  /** ms since 1970. */
  at?: number;
}

/** Frames that continue a log at `version` with `chain`, with a valid hash chain. */
export function chained(
  contents: readonly FrameContent[],
  version = 0,
  chain = GENESIS_HEX,
): ArchivedFrame[] {
  const frames: ArchivedFrame[] = [];
  let before = version;
  let hash = chain;
  for (const { deltas, author = 'authorxxxxxxxxxxxxxxxx', at = 1_000_000 } of contents) {
    const first = before + 1;
    const last = before + deltas.length;
    const authors = [author];
    const entries = deltas.map((delta, i) => ({
      client: `${author.slice(0, 8)}-client00`,
      seq: first + i,
      delta,
    }));
    hash = toHex(
      link(fromHex(hash), {
        first,
        last,
        at,
        authors: JSON.stringify(authors),
        entries: JSON.stringify(entries),
      }),
    );
    frames.push({ first, last, at, authors, chain: hash, entries });
    before = last;
  }
  return frames;
}

/** `count` frames of one keystroke each. */
export function keystrokes(count: number): ArchivedFrame[] {
  return chained(Array.from({ length: count }, (_, i) => ({ deltas: [[{ insert: String(i % 10) }]] })));
}

/** The segment of the frames of `log` (which begins at version 0) after `from` up to `to`, both on edges of frames. */
export function segmentOf(docId: string, log: readonly ArchivedFrame[], from: number, to: number): Segment {
  const before = log.find((frame) => frame.last === from)?.chain ?? GENESIS_HEX;
  return makeSegment(
    docId,
    before,
    log.filter((frame) => frame.first > from && frame.last <= to),
  );
}
