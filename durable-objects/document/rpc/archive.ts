import type { Result } from '../../../src/base/result.ts';

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
}
