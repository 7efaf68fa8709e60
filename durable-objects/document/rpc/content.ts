import type { Result } from '../../../src/base/result.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { Cursor, RosterEntry, User } from '../../../src/protocol/messages.ts';

/** An operation from the REST API, on the version that its author saw. */
export interface EditRequest {
  userId: string;
  baseVersion: number;
  /** Untrusted: parsed and put into canonical form by the Document. */
  delta: unknown;
  /** With `seq`: the edit is applied exactly once, like a socket's operation. */
  client?: string;
  seq?: number;
  /** The API token that made the request; absent for one of the user's sessions. */
  program?: string;
}

/** One operation of the log. */
export interface LogEntry {
  version: number;
  client: string;
  seq: number;
  userId: string;
  /** ISO 8601. */
  at: string;
  delta: Delta;
}

/** A user that is here now, with the selection at `version`. */
export interface PresentUser extends RosterEntry {
  version: number;
  cursor: Cursor;
}

/**
 * Why an edit was refused. `conflict`: its client and seq do not continue the log. `pruned`: its base lies before the
 * kept log. The caller rebases it over the archived log (where its client and seq may occur already) and asks again
 * with a newer base.
 */
export type EditError =
  | 'unknown_version'
  | 'pruned'
  | 'conflict'
  | 'invalid'
  | 'too_large'
  | 'document_full'
  | 'rate_limited'
  | 'not_found';

/** What a Document is asked on behalf of the users and programs that read and write it. */
export interface ContentRpc {
  /**
   * Creates the document at version 0; with `content` (a whole document) at 1, or more for a long one. For a document
   * that exists: returns its version.
   */
  create(request: {
    docId: string;
    userId: string;
    content: Delta | null;
  }): Promise<Result<{ version: number }, EditError>>;
  /** The newest version, its time (ISO 8601) and its length in UTF-16 units, without reading the text. */
  head(): Promise<Result<{ version: number; updatedAt: string; length: number }, 'not_found'>>;
  /**
   * The text at `version` (the newest for null); `ops` is the JSON of a delta as stored, so that it is not parsed
   * twice. `pruned`: only the archive still holds it.
   */
  read(
    version: number | null,
  ): Promise<
    Result<{ version: number; ops: string; at: string }, 'not_found' | 'unknown_version' | 'pruned'>
  >;
  /**
   * Transforms, commits and broadcasts one operation. `delta` in the answer is what was committed, at `version`; null
   * for a repeat of one that was committed so long ago that only the archive still has it.
   */
  edit(request: EditRequest): Promise<Result<{ version: number; delta: Delta | null }, EditError>>;
  /**
   * Up to `limit` operations after version `from`, in order; fewer when they are long. `pruned`: the log no longer
   * reaches back to `from`.
   */
  log(
    from: number,
    limit: number,
  ): Promise<Result<{ entries: LogEntry[]; head: number }, 'not_found' | 'pruned'>>;
  /** The clients that are here now. */
  presence(): Promise<PresentUser[]>;
  /** Notifies open clients of a new title, set at `at` (ms since 1970). A title older than the last one sent is dropped. */
  renamed(change: { title: string; at: number }): Promise<void>;
  /** Notifies open clients that `user` restored the text of an older version, by the operation at `version`. */
  restored(change: { version: number; user: User }): Promise<void>;
  /**
   * A stored checkpoint in the form that snapshots are served in, `{"version","ops"}` in UTF-8, as a stream of known
   * length; null when it is no longer kept.
   */
  snapshot(version: number): Promise<ReadableStream<Uint8Array> | null>;
  /** Writes a checkpoint of the newest version now. Returns the version of the newest checkpoint. */
  makeCheckpoint(): Promise<Result<{ version: number }, 'not_found'>>;
}
