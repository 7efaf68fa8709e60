import type { Result } from '../../../src/base/result.ts';

/** What an operator asks of a Document, and its end. */
export interface OperatorRpc {
  /**
   * Throws away what this object holds and rebuilds it from the archive, up to `version` (null: all that is archived).
   * Every socket closes with 1012 first. Changes nothing when the archive cannot be read or does not reach `version`.
   */
  recover(request: {
    docId: string;
    version: number | null;
  }): Promise<Result<{ version: number }, 'not_found' | 'unknown_version' | 'archive'>>;
  /** The platform's bookmark of this object's storage at a time (ms since 1970). `unsupported` locally. */
  bookmark(at: number): Promise<Result<{ bookmark: string }, 'unsupported'>>;
  /**
   * Takes the storage back to a bookmark, without a look at the archive, and starts again; every socket closes with 1012.
   * `undo` is the bookmark of what was there.
   */
  rewind(bookmark: string): Promise<Result<{ undo: string }, 'unsupported'>>;
  /** Erases everything, for good: the object is as if it had never been. */
  erase(): Promise<void>;
}
