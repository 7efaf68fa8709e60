import type { Result } from '../../../src/base/result.ts';
import type {
  ArchivedAnchors,
  ReviewPart,
  ReviewTexts,
} from '../../../src/platform/archive/review-segment.ts';

/** Where a Document stands. */
export interface DocumentStatus {
  version: number;
  /** The hash chain at `version`, in hex. */
  chain: string;
  /** The kept log begins after this version. */
  keptFrom: number;
  /** The archived version. The name is that of older releases: their Workers ask newer objects during a deployment. */
  reconciledVersion: number;
  checkpointVersion: number;
  /** The newest snapshot that the archive is known to hold. */
  snapshotVersion: number;
  /** Bytes of the text as JSON, an upper bound between checkpoints. */
  size: number;
  length: number;
  sockets: number;
  /** The contradiction between the log and the archive; null for none. */
  divergence: string | null;
  /** Absent without a review, and in objects of older releases. */
  review?: ReviewStanding;
}

/** Where the review of a document stands. */
export interface ReviewStanding {
  /** The number of its last entry, and the hash chain there, in hex. */
  number: number;
  chain: string;
  /** The number up to which it is archived. */
  archived: number;
  /** Texts of this entry and later ones were erased since their segments were archived; null for none. */
  stale: number | null;
  /** The version at which the anchors were last stored. */
  anchors: number;
  /** Whether the archive owes anything of it. */
  owed: boolean;
}

/** What the archive asks of a Document and reports to it. */
export interface ArchiveRpc {
  /** The progress of the log, the archive and the checkpoints. Does not read the text. */
  status(): Promise<Result<DocumentStatus, 'not_found'>>;
  /**
   * The log after `from` (the end of a frame, or 0) as a stream of lines, each the JSON of an ArchivedFrame
   * (src/platform/archive/segment.ts), up to the newest version. `pruned` when the log no longer reaches back to `from`.
   */
  frames(from: number): Promise<Result<ReadableStream<Uint8Array>, 'not_found' | 'pruned'>>;
  /** A stored checkpoint as JSON of a delta in UTF-8, or null when it is no longer kept. */
  checkpoint(version: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * The archive holds everything up to and including `version`, and a snapshot of `snapshot`. Notifies clients, and
   * prunes what is archived, checkpointed and old. Neither number ever decreases: a lower or repeated one changes
   * nothing. What is owed is published again until it is acknowledged, so the code that archives a snapshot reports it
   * here too.
   */
  acknowledge(archived: { version: number; snapshot: number }): Promise<void>;
  /** The archive contradicts the log: nothing is pruned from now on. Null when that was repaired. */
  markDiverged(divergence: string | null): Promise<void>;
  /** The review log after number `from`, up to about 1 MB of it and up to number `to`. */
  reviewPart(from: number, to: number): Promise<Result<ReviewPart, 'not_found'>>;
  /** The texts of the entries after number `from` up to `to`, as they are now. */
  reviewTexts(from: number, to: number): Promise<Result<ReviewTexts, 'not_found'>>;
  /** Where every anchor is at the newest version. */
  reviewAnchors(): Promise<Result<ArchivedAnchors, 'not_found'>>;
  /**
   * The archive holds the review up to `number`, with the texts as they were at number `texts`, and anchors of version
   * `anchors`. What was erased later is owed still.
   */
  acknowledgeReview(archived: { number: number; texts: number; anchors: number }): Promise<void>;
  /** What is wrong with the review in the object: its log is proved, and its threads are compared with a replay. */
  reviewFaults(): Promise<Result<string[], 'not_found'>>;
}
