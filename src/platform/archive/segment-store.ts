import { covering, type SegmentRef } from './covering.ts';
import { beforeSegments, segmentKey, segmentPrefix, segmentRangeOf } from './keys.ts';
import { parseSegment } from './parse-segment.ts';
import { putOnce, type Stored } from './put-once.ts';
import {
  type ArchivedFrame,
  BrokenChain,
  GENESIS_HEX,
  LogBegins,
  proveFrame,
  type Segment,
} from './segment.ts';

export type { SegmentRef } from './covering.ts';

/**
 * No segment has more versions than this: a row of the log is under 1 MB and an entry over 44 bytes, so a frame has
 * fewer, and segments of several frames are cut far earlier. A listing therefore begins this far before the requested
 * version.
 */
export const MAX_SEGMENT_VERSIONS = 25_000;

/**
 * Something that the archive lists cannot be read: it is gone, or no segment. Never to be taken for "nothing there".
 */
export class ArchiveUnreadable extends Error {
  readonly key: string;
  /** It was listed and is not there: merged since, or lost. */
  readonly gone: boolean;

  constructor(key: string, gone: boolean, message: string) {
    super(`${key}: ${message}`);
    this.name = 'ArchiveUnreadable';
    this.key = key;
    this.gone = gone;
  }
}

/**
 * The segments that cover the versions after `from` (and up to `to`), in order: where several cover a version, the
 * one that reaches furthest. A gap stays visible: the next one then begins after the end of the one before it.
 */
export async function listSegments(
  bucket: R2Bucket,
  docId: string,
  from: number,
  to = Number.POSITIVE_INFINITY,
): Promise<SegmentRef[]> {
  return covering(await listEverySegment(bucket, docId, from, to), from).filter((ref) => ref.from < to);
}

/** Every stored segment of the versions after `from` (and up to `to`), including those that others also cover. */
export async function listEverySegment(
  bucket: R2Bucket,
  docId: string,
  from: number,
  to = Number.POSITIVE_INFINITY,
): Promise<SegmentRef[]> {
  const found: SegmentRef[] = [];
  const prefix = segmentPrefix(docId);
  let startAfter = beforeSegments(docId, Math.max(0, from - MAX_SEGMENT_VERSIONS));
  for (;;) {
    const page = await bucket.list({ prefix, startAfter });
    for (const { key, size } of page.objects) {
      const range = segmentRangeOf(key);
      if (range === null) continue;
      if (range.from >= to) return found;
      if (range.to > from) found.push({ ...range, key, size });
    }
    const last = page.objects[page.objects.length - 1];
    if (!page.truncated || last === undefined) return found;
    startAfter = last.key;
  }
}

/** Reads a segment. Throws ArchiveUnreadable when it does not exist any more, or does not match its key. */
export async function readSegment(bucket: R2Bucket, docId: string, ref: SegmentRef): Promise<Segment> {
  const object = await bucket.get(ref.key);
  if (object === null) throw new ArchiveUnreadable(ref.key, true, 'is listed, but not there');
  const segment = parseSegment(await object.text());
  if (segment === null) throw new ArchiveUnreadable(ref.key, false, 'is no segment');
  if (segment.docId !== docId || segment.from !== ref.from || segment.to !== ref.to)
    throw new ArchiveUnreadable(ref.key, false, 'holds something else than its key says');
  return segment;
}

/**
 * The archived frames that contain any version after `from`, up to the one that contains `to` (or to the end of the
 * archive), in order; the first may begin before `from`. Holds one segment in memory and fetches the next. Proves by
 * the hash chain that each segment continues the one before it. Throws LogBegins when everything archived comes
 * later, BrokenChain at a gap or a contradiction, ArchiveUnreadable for a segment that cannot be read; an archive
 * that merely ends earlier is no error.
 */
export async function* archivedFrames(
  bucket: R2Bucket,
  docId: string,
  from: number,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<ArchivedFrame, void, undefined> {
  let at = from;
  let chain: string | null = from === 0 ? GENESIS_HEX : null;
  let refs = await listFrom(bucket, docId, from, to);
  let listedAgain = false;
  let fetched: Promise<Segment> | null = null;
  for (let i = 0; i < refs.length && at < to; ) {
    const ref = refs[i] as SegmentRef;
    if (ref.from > at) throw new BrokenChain(at, `the versions ${at + 1} to ${ref.from} are not archived`);
    let segment: Segment;
    try {
      segment = await (fetched ?? readSegment(bucket, docId, ref));
    } catch (error) {
      if (!(error instanceof ArchiveUnreadable) || !error.gone || listedAgain) throw error;
      // Merged into a larger one since it was listed.
      listedAgain = true;
      fetched = null;
      refs = await listFrom(bucket, docId, at, to);
      i = 0;
      continue;
    }
    listedAgain = false;
    const next = refs[++i];
    fetched = next === undefined ? null : readSegment(bucket, docId, next);
    // It is awaited in its turn; a reader that stops earlier must not leave a rejection behind.
    fetched?.catch(() => {});
    let before = segment.chain;
    for (const frame of segment.frames) {
      if (frame.last > at) {
        if (chain !== null && (frame.first !== at + 1 || before !== chain))
          throw new BrokenChain(at, `${ref.key} does not continue what is archived before it`);
        yield frame;
        at = frame.last;
        chain = frame.chain;
        if (at >= to) return;
      }
      before = frame.chain;
    }
  }
}

// Only a listing tells whether the versions after `from` are past the archive's end or before its beginning, when
// there is nothing at `from`.
async function listFrom(bucket: R2Bucket, docId: string, from: number, to: number): Promise<SegmentRef[]> {
  const refs = await listSegments(bucket, docId, from, to);
  const next = refs[0];
  if (from >= to || (next !== undefined && next.from <= from)) return refs;
  const { objects } = await bucket.list({ prefix: segmentPrefix(docId), limit: 1 });
  const begins = objects[0] === undefined ? null : segmentRangeOf(objects[0].key);
  if (begins !== null && begins.from > from) throw new LogBegins(from, begins.from);
  return refs;
}

/** Stores a segment, once: an existing one stays; `different` when that has another log. */
export function writeSegment(bucket: R2Bucket, segment: Segment): Promise<Stored> {
  const key = segmentKey(segment.docId, segment.from, segment.to);
  return putOnce(bucket, key, JSON.stringify(segment), (there) => sameLog(parseSegment(there), segment));
}

// Compared by the hash chain, which covers everything in a frame: the order of keys in the JSON may change with the
// code.
function sameLog(there: Segment | null, segment: Segment): boolean {
  if (there === null || there.docId !== segment.docId || there.chain !== segment.chain) return false;
  try {
    let version = there.from;
    let chain = there.chain;
    for (const frame of there.frames) {
      chain = proveFrame(frame, version, chain);
      version = frame.last;
    }
    return chain === segment.frames[segment.frames.length - 1]?.chain;
  } catch (error) {
    if (error instanceof BrokenChain) return false;
    throw error;
  }
}
