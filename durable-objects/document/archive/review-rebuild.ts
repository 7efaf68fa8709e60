import type { Anchor } from '../../../src/ot/anchor.ts';
import {
  type ArchivedReviewRow,
  proveReviewRow,
  type ReviewPerson,
  type ReviewText,
} from '../../../src/platform/archive/review-segment.ts';
import {
  listReview,
  type ReviewListing,
  readAnchors,
  readReviewSegment,
  readReviewTexts,
} from '../../../src/platform/archive/review-store.ts';
import { BrokenChain, fromHex, GENESIS_HEX, LogBegins } from '../../../src/platform/archive/segment.ts';
import { ArchiveUnreadable, archivedFrames } from '../../../src/platform/archive/segment-store.ts';
import { logger } from '../../../src/platform/observability/logger.ts';
import { AnchorRows } from '../review/anchor-rows.ts';
import { AnchorReplay, replayReview, replaySuggestions } from '../review/replay.ts';
import { storeReviewRow } from '../review/review-log.ts';
import { SuggestionRows } from '../review/suggestion-rows.ts';
import { ThreadRows } from '../review/thread-rows.ts';
import { type Meta, NEVER } from '../storage/meta.ts';
import { REVIEW } from '../storage/schema.ts';

/** The review of a document at a version, as the archive has it. */
export interface GatheredReview {
  rows: ArchivedReviewRow[];
  texts: ReviewText[];
  people: ReviewPerson[];
  anchors: ReadonlyMap<string, Anchor>;
  /** The version of the archived anchors that they were moved from; 0 for none. */
  anchorsFrom: number;
}

/**
 * Gathers what was entered in the review up to `version`, where the text has `length` units, and moves the anchors
 * there. Only the part that the chain proves: a broken review never keeps a document from being rebuilt.
 */
export async function gatherReview(
  bucket: R2Bucket,
  docId: string,
  version: number,
  length: number,
): Promise<GatheredReview> {
  const listing = await listReview(bucket, docId);
  const gathered = { rows: [], texts: [], people: [] };
  await proven(gatherRows(bucket, docId, version, listing, gathered), docId);
  const anchorsFrom = listing.anchors.filter((at) => at <= version).pop() ?? 0;
  const archived = anchorsFrom === 0 ? null : await proven(readAnchors(bucket, docId, anchorsFrom), docId);
  const replay = new AnchorReplay(gathered.rows, archived);
  await follow(replay, bucket, docId, version);
  return { ...gathered, anchors: replay.at(version, length), anchorsFrom };
}

/** Replaces the review of an object by what was gathered. Call it inside a transaction. */
export function adoptReview(sql: SqlStorage, meta: Meta, version: number, gathered: GatheredReview): void {
  const { rows, texts, people, anchors, anchorsFrom } = gathered;
  for (const table of REVIEW) sql.exec(`DELETE FROM ${table}`);
  for (const row of rows) storeReviewRow(sql, row, fromHex(row.chain));
  for (const { number, author, salt, text } of texts) {
    sql.exec(
      'INSERT OR REPLACE INTO review_texts (number, author, salt, text) VALUES (?, ?, ?, ?)',
      number,
      author,
      salt,
      text,
    );
  }
  for (const { id, name, color, guest } of people) {
    sql.exec(
      'INSERT OR REPLACE INTO review_people (id, name, color, guest) VALUES (?, ?, ?, ?)',
      id,
      name,
      color,
      guest ? 1 : null,
    );
  }
  const threads = new ThreadRows(sql);
  for (const thread of replayReview(rows).values()) threads.store(null, thread);
  // What is open is carried over the archived log when it is first asked for.
  const suggestions = new SuggestionRows(sql);
  for (const suggestion of replaySuggestions(rows).values()) suggestions.store(suggestion);
  const places = new AnchorRows(sql);
  for (const [id, anchor] of anchors) places.store(id, version, anchor);
  meta.set('anchorsVersion', version);
  meta.set('anchorsArchived', anchorsFrom);
  meta.set('reviewArchived', rows[rows.length - 1]?.number ?? 0);
  meta.set('staleTexts', null);
  meta.set('reviewAsked', NEVER);
}

async function gatherRows(
  bucket: R2Bucket,
  docId: string,
  version: number,
  { segments }: ReviewListing,
  { rows, texts, people }: Pick<GatheredReview, 'rows' | 'texts' | 'people'>,
): Promise<void> {
  let number = 0;
  let chain = GENESIS_HEX;
  for (const ref of segments) {
    const segment = await readReviewSegment(bucket, docId, ref);
    const said = await readReviewTexts(bucket, ref.key);
    people.push(...said.people);
    for (const row of segment.rows) {
      if (row.version > version) return;
      chain = proveReviewRow(row, number, chain);
      number = row.number;
      rows.push(row);
      texts.push(...said.texts.filter((text) => text.number === row.number));
    }
  }
}

// Null when the archive contradicts itself there, or cannot be read: that is logged.
async function proven<T>(reading: Promise<T>, docId: string): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof BrokenChain) && !(error instanceof ArchiveUnreadable)) throw error;
    logger({ docId }).error('a part of the review cannot be rebuilt', { error: String(error) });
    return null;
  }
}

async function follow(replay: AnchorReplay, bucket: R2Bucket, docId: string, version: number): Promise<void> {
  let { from } = replay;
  while (from !== null && from < version) {
    try {
      for await (const { first, entries } of archivedFrames(bucket, docId, from, version)) {
        entries.forEach(({ delta }, i) => {
          const at = first + i;
          if (at > (from as number) && at <= version) replay.take(at, delta);
        });
      }
      return;
    } catch (error) {
      // What came before is gone: the anchors are taken to be where they were.
      if (!(error instanceof LogBegins)) throw error;
      from = error.begins;
    }
  }
}
