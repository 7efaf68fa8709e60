import type { ReviewStanding } from '../../durable-objects/document/rpc.ts';
import type { DocumentStub } from '../content/stub.ts';
import { abandonedKey, reviewAnchorsKey, reviewKey, reviewTextsKeyOf } from '../platform/archive/keys.ts';
import type { ReviewPart } from '../platform/archive/review-segment.ts';
import { listReview, putJson, readReviewSegment, readReviewTexts } from '../platform/archive/review-store.ts';
import { ArchiveUnreadable } from '../platform/archive/segment-store.ts';
import { move } from './move.ts';

/**
 * Moves what was entered in the review on versions after `version` out of a document's archive, under the time `at`
 * (ISO 8601), from the newest segment down. A segment that reaches beyond is replaced by the part before. If it is cut
 * off anywhere, it starts again.
 */
export async function setAsideReview(
  bucket: R2Bucket,
  docId: string,
  version: number,
  at: string,
): Promise<void> {
  const { segments, covered, anchors } = await listReview(bucket, docId);
  const aside = (key: string) => move(bucket, key, abandonedKey(docId, at, key));
  for (const place of anchors.reverse()) if (place > version) await aside(reviewAnchorsKey(docId, place));
  const newestFirst = [...segments, ...covered].sort((a, b) => b.to - a.to);
  for (const ref of newestFirst) {
    const isWhole = await cut(bucket, docId, ref, version);
    if (isWhole) continue;
    await aside(ref.key);
    await aside(reviewTextsKeyOf(ref.key));
  }
}

/** Sets aside what an object has of the review that is not archived; nothing reads it. */
export async function setAsideReviewOf(
  bucket: R2Bucket,
  docId: string,
  stub: DocumentStub,
  { number, archived }: ReviewStanding,
  at: string,
): Promise<void> {
  for (let from = archived; from < number; ) {
    const part = await stub.reviewPart(from, number);
    const to = part.ok ? (part.value.rows[part.value.rows.length - 1]?.number ?? from) : from;
    if (!part.ok || to === from) return;
    const { rows, texts, people }: ReviewPart = part.value;
    const key = reviewKey(docId, from, to);
    await putJson(bucket, abandonedKey(docId, at, `object/${key}`), { docId, from, to, chain: '', rows });
    await putJson(bucket, abandonedKey(docId, at, `object/${reviewTextsKeyOf(key)}`), { texts, people });
    from = to;
  }
}

// Writes the part of a segment up to `version`, if it reaches beyond; returns whether it does not.
async function cut(
  bucket: R2Bucket,
  docId: string,
  ref: { from: number; to: number; key: string },
  version: number,
): Promise<boolean> {
  try {
    const segment = await readReviewSegment(bucket, docId, ref);
    const rows = segment.rows.filter((row) => row.version <= version);
    if (rows.length === segment.rows.length) return true;
    if (rows.length === 0) return false;
    const to = ref.from + rows.length;
    const key = reviewKey(docId, ref.from, to);
    const { texts, people } = await readReviewTexts(bucket, ref.key);
    const kept = texts.filter(({ number }) => number <= to);
    await putJson(bucket, reviewTextsKeyOf(key), { texts: kept, people });
    await putJson(bucket, key, { ...segment, to, rows });
    return false;
  } catch (error) {
    // What cannot be read is no part of the log any more.
    if (error instanceof ArchiveUnreadable) return false;
    throw error;
  }
}
