import type { LogReader } from './frame.ts';
import type { OpenFrame } from './sequencer.ts';

/**
 * A log that can be served: all that an Audience needs to know of a document. It may be kept anywhere, and may be
 * read-only.
 */
export interface LogSource extends LogReader {
  /** The newest version that is served. */
  readonly version: number;
  /** The stored checkpoint that a client may begin from; `ops` is JSON. */
  checkpoint(): { version: number; bytes: number; ops(): string };
  /** Characters of the log after `version`; any number above `limit` when it is longer than that. */
  lengthAfter(version: number, limit: number): number;
  /** Changes with each recovery: versions after the recovered one are other operations since then. */
  readonly generation: number;
  /** The version up to which the log of an earlier generation equals this one. */
  sharedWith(generation: number): number;
  /** `lastOf` knows every operation after this version; it may have forgotten earlier ones. */
  readonly clientsFrom: number;
}

/** The stored log of a document. An appended frame is durable when `append` returns; it throws when it cannot store. */
export interface Log extends Omit<LogSource, 'version'> {
  /** Stores the open frame as one row; returns its entries as they were stored. */
  append(frame: OpenFrame): string;
}
