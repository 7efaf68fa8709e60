import { covering, type SegmentRef } from './covering.ts';
import {
  reviewAnchorsKey,
  reviewAnchorsPrefix,
  reviewAnchorsVersionOf,
  reviewPrefix,
  reviewRangeOf,
  reviewTextsKeyOf,
} from './keys.ts';
import type { ArchivedAnchors, ReviewSegment, ReviewTexts } from './review-segment.ts';
import { ArchiveUnreadable } from './segment-store.ts';

/** The archived review log of a document, as it is listed. */
export interface ReviewListing {
  /** The segments to read, in order; a gap stays visible. */
  segments: SegmentRef[];
  /** Those that others cover. */
  covered: SegmentRef[];
  /** The etags of the objects with texts, by their keys. */
  texts: Map<string, string>;
  /** The versions that anchors are archived of, ascending. */
  anchors: number[];
}

/** Lists what is archived of a document's review. */
export async function listReview(bucket: R2Bucket, docId: string): Promise<ReviewListing> {
  const every: SegmentRef[] = [];
  const texts = new Map<string, string>();
  const anchors: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix: reviewPrefix(docId), ...(cursor && { cursor }) });
    for (const { key, size, etag } of page.objects) {
      const range = reviewRangeOf(key);
      const version = reviewAnchorsVersionOf(key);
      if (range !== null) every.push({ ...range, key, size });
      else if (version !== null) anchors.push(version);
      else texts.set(key, etag);
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  every.sort((a, b) => a.from - b.from || a.to - b.to);
  const segments = covering(every, 0);
  return { segments, covered: every.filter((ref) => !segments.includes(ref)), texts, anchors };
}

/** Reads a segment. Throws ArchiveUnreadable when it does not exist any more, or does not match its key. */
export async function readReviewSegment(
  bucket: R2Bucket,
  docId: string,
  ref: Pick<SegmentRef, 'from' | 'to' | 'key'>,
): Promise<ReviewSegment> {
  const segment = await readJson<ReviewSegment>(bucket, ref.key);
  const { from, to, rows } = segment;
  if (segment.docId !== docId || from !== ref.from || to !== ref.to || rows?.length !== to - from)
    throw new ArchiveUnreadable(ref.key, false, 'holds something else than its key says');
  return segment;
}

/** The texts of a segment; none when they are not there. */
export async function readReviewTexts(bucket: R2Bucket, key: string): Promise<ReviewTexts> {
  const object = await bucket.get(reviewTextsKeyOf(key));
  return object === null ? { texts: [], people: [] } : ((await object.json()) as ReviewTexts);
}

/** The archived anchors of `version`. */
export function readAnchors(bucket: R2Bucket, docId: string, version: number): Promise<ArchivedAnchors> {
  return readJson<ArchivedAnchors>(bucket, reviewAnchorsKey(docId, version));
}

/** Stores anchors, and deletes all but the newest `keep`. */
export async function writeAnchors(
  bucket: R2Bucket,
  docId: string,
  archived: ArchivedAnchors,
  keep: number,
): Promise<void> {
  await putJson(bucket, reviewAnchorsKey(docId, archived.version), archived);
  const { objects } = await bucket.list({ prefix: reviewAnchorsPrefix(docId) });
  const old = objects.map(({ key }) => key).slice(0, -keep);
  if (old.length > 0) await bucket.delete(old);
}

/** Stores JSON; with `etag`, only over the object that has it, and only as a new one for null. Returns whether it did. */
export async function putJson(
  bucket: R2Bucket,
  key: string,
  value: unknown,
  etag?: string | null,
): Promise<boolean> {
  const onlyIf = etag === null ? { etagDoesNotMatch: '*' } : { etagMatches: etag as string };
  const put = await bucket.put(key, JSON.stringify(value), {
    httpMetadata: { contentType: 'application/json' },
    ...(etag !== undefined && { onlyIf }),
  });
  return put !== null;
}

async function readJson<T>(bucket: R2Bucket, key: string): Promise<T> {
  const object = await bucket.get(key);
  if (object === null) throw new ArchiveUnreadable(key, true, 'is listed, but not there');
  try {
    return (await object.json()) as T;
  } catch {
    throw new ArchiveUnreadable(key, false, 'is no JSON');
  }
}
