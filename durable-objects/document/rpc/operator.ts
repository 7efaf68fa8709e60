import type { Result } from '../../../src/base/result.ts';

/** What an operator asks of a Document, including its erasure. */
export interface OperatorRpc {
  /**
   * Discards what this object holds and rebuilds it from the archive, up to `version` (null: all that is archived).
   * Each socket closes with 1012 first. Changes nothing when the archive cannot be read or does not reach `version`.
   */
  recover(request: {
    docId: string;
    version: number | null;
  }): Promise<Result<{ version: number }, 'not_found' | 'unknown_version' | 'archive'>>;
  /** The platform's bookmark of this object's storage at a time (ms since 1970). `unsupported` locally. */
  bookmark(at: number): Promise<Result<{ bookmark: string }, 'unsupported'>>;
  /**
   * Takes the storage back to a bookmark, regardless of the archive, and restarts the object; each socket closes with
   * 1012. `undo` is the bookmark of the state before.
   */
  rewind(bookmark: string): Promise<Result<{ undo: string }, 'unsupported'>>;
  /** Erases everything, permanently: the object is as if it had never existed. */
  erase(): Promise<void>;
}
