import type { Result } from '../../../src/base/result.ts';

/** Where a Document stands. */
export interface DocumentStatus {
  version: number;
  /** The hash chain at `version`, in hex. */
  chain: string;
  /** The log of the object reaches back to after this version. */
  keptFrom: number;
  /** The archived version. The name is the one of older releases, whose Workers ask newer objects during a deployment. */
  reconciledVersion: number;
  checkpointVersion: number;
  /** The newest snapshot that the archive is known to hold. */
  snapshotVersion: number;
  /** Bytes of the text as JSON, an upper bound between checkpoints. */
  size: number;
  length: number;
  sockets: number;
  /** What was found to contradict the archive; null for nothing. */
  divergence: string | null;
}

/** What the archive asks of a Document, and what it answers for. */
export interface ArchiveRpc {
  /** How far the log, the archive and the checkpoints are, without reading the text. */
  status(): Promise<Result<DocumentStatus, 'not_found'>>;
  /**
   * The log after `from` (the end of a frame, or 0) as a stream of lines, each the JSON of an ArchivedFrame
   * (src/platform/archive/segment.ts), up to the newest version. `pruned` when the log no longer reaches back to `from`.
   */
  frames(from: number): Promise<Result<ReadableStream<Uint8Array>, 'not_found' | 'pruned'>>;
  /** A stored checkpoint as JSON of a delta in UTF-8, or null when it is no longer kept. */
  checkpoint(version: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * The archive has taken over everything up to and including `version`, and holds a snapshot of `snapshot`. Notifies
   * clients, and prunes what is archived, checkpointed and old. Neither ever goes back: a lower or repeated one changes
   * nothing. What is owed is published again until it is acknowledged, so whoever archives a snapshot says so here too.
   */
  acknowledge(archived: { version: number; snapshot: number }): Promise<void>;
  /** What is archived contradicts the log: nothing is pruned from now on; null when that was put right. */
  markDiverged(divergence: string | null): Promise<void>;
}
