import type { Anchor } from '../../ot/anchor.ts';
import { linkReview, type ReviewEntry, type ReviewRow } from './review-chain.ts';
import { BrokenChain, fromHex, toHex } from './segment.ts';

/** A row of the review log as it travels to the archive and is stored there. */
export interface ArchivedReviewRow extends ReviewRow {
  /** The hash chain after it, in hex. */
  chain: string;
}

/** Consecutive rows of a document's review log, as one object of the archive (`review/<docId>/<from>-<to>.json`). */
export interface ReviewSegment {
  docId: string;
  /** The number before its first row. */
  from: number;
  /** The number of its last row. */
  to: number;
  /** The hash chain before its first row, in hex. */
  chain: string;
  rows: ArchivedReviewRow[];
}

/** The text of an entry, with the salt of its commitment. */
export interface ReviewText {
  number: number;
  author: string;
  salt: string;
  text: string;
}

/** A user as threads name them. Someone who was only mentioned has no colour. */
export interface ReviewPerson {
  id: string;
  name: string;
  color: string | null;
  guest: boolean;
}

/**
 * What a segment says in words: an object of its own, which is replaced when texts or people are erased. The segment
 * itself never changes.
 */
export interface ReviewTexts {
  texts: ReviewText[];
  people: ReviewPerson[];
}

/** Where every anchor of a document was at a version. */
export interface ArchivedAnchors {
  version: number;
  anchors: ({ id: string } & Anchor)[];
}

/** A part of the review log, as a Document hands it over. */
export interface ReviewPart extends ReviewTexts {
  rows: ArchivedReviewRow[];
}

/**
 * Proves that `row` continues a review log that ends at `number` with `chain` (hex), and returns the chain after it.
 * Throws BrokenChain when a number is missing or the hash does not match.
 */
export function proveReviewRow(row: ArchivedReviewRow, number: number, chain: string): string {
  if (row.number !== number + 1)
    throw new BrokenChain(
      number,
      `entry ${number + 1} of the review is missing: the next one is ${row.number}`,
    );
  const after = toHex(linkReview(fromHex(chain), row));
  if (after !== row.chain)
    throw new BrokenChain(number, `the hash chain of the review breaks at entry ${row.number}`);
  return after;
}

/** The entry of a row. */
export function entryOf({ entry }: Pick<ReviewRow, 'entry'>): ReviewEntry {
  return JSON.parse(entry) as ReviewEntry;
}

/** The users that an entry names. */
export function namedBy(entry: ReviewEntry): string[] {
  if (entry.kind === 'attach' || entry.kind === 'obsolete') return [];
  if (entry.kind === 'forget') return [entry.user];
  return [entry.by, ...('mentions' in entry ? entry.mentions : [])];
}
