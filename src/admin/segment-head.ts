import { GENESIS, link } from '../platform/archive/chain.ts';
import {
  type ArchivedFrame,
  fromHex,
  makeSegment,
  type Segment,
  toHex,
} from '../platform/archive/segment.ts';

/** The frames of a segment up to `version`; a frame that contains the version is cut, with its own hash chain. */
export function headOf({ docId, chain, frames }: Segment, version: number): Segment {
  const kept: ArchivedFrame[] = [];
  let before = chain;
  for (const frame of frames) {
    if (frame.first > version) break;
    kept.push(frame.last <= version ? frame : headOfFrame(frame, version, before));
    before = frame.chain;
  }
  return makeSegment(docId, chain, kept);
}

function headOfFrame(frame: ArchivedFrame, version: number, before: string): ArchivedFrame {
  const entries = frame.entries.slice(0, version - frame.first + 1);
  const authors = frame.authors.length === 1 ? frame.authors : frame.authors.slice(0, entries.length);
  const { first, at } = frame;
  const row = {
    first,
    last: version,
    at,
    authors: JSON.stringify(authors),
    entries: JSON.stringify(entries),
  };
  const chain = toHex(link(before === '' ? GENESIS : fromHex(before), row));
  return { first, last: version, at, authors, chain, entries };
}
