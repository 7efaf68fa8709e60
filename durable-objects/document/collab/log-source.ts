import type { LogReader } from './frame.ts';
import type { OpenFrame } from './sequencer.ts';

/**
 * A log that can be served: all that an Audience needs to know of a document. Whether anybody accepts operations into it,
 * and where it is kept, does not matter to it.
 */
export interface LogSource extends LogReader {
  /** The newest version that is served. */
  readonly version: number;
  /** The stored checkpoint that a client may begin from; `ops` is JSON. */
  checkpoint(): { version: number; bytes: number; ops(): string };
  /** Characters of the log after `version`, or more than `limit`. */
  lengthAfter(version: number, limit: number): number;
  /** Another one after each recovery: versions after the one that was recovered are other operations since. */
  readonly generation: number;
  /** Up to which version the log of an earlier generation is this one, too. */
  sharedWith(generation: number): number;
  /** `lastOf` knows every operation after this version; what came before it may have forgotten. */
  readonly clientsFrom: number;
}

/** The log of a document as it is stored: durable when `append` returns, which throws when it cannot store. */
export interface Log extends Omit<LogSource, 'version'> {
  /** Stores the open frame as one row; returns its entries as they were stored. */
  append(frame: OpenFrame): string;
}
