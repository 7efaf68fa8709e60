import type { Result } from '../../src/base/result.ts';
import type { Ops } from '../../src/ot/op.ts';
import type { Cursor, RosterEntry, User } from '../../src/protocol/messages.ts';
import type { Role } from '../../src/protocol/role.ts';
import type { ConnectionGrant } from './collab/connection-grant.ts';

export type { ConnectionGrant };

/** The header that carries a ConnectionGrant (URI-encoded JSON) with an upgrade from the Worker to the Document. */
export const GRANT_HEADER = 'x-connection-grant';

/** The status by which the Document refuses an upgrade whose accessEpoch is old: look the role up again, and retry. */
export const STALE_EPOCH_STATUS = 409;

/** An operation from the REST API, on the version that its author saw. */
export interface EditRequest {
  userId: string;
  baseVersion: number;
  /** Untrusted: parsed and put into canonical form by the Document. */
  delta: unknown;
  /** With `seq`: exactly once, like a socket's operation. */
  client?: string;
  seq?: number;
  /** The API token that it came by; without it by one of the user's sessions. */
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
  delta: Ops;
}

/** Somebody who is here now, with the selection at `version`. */
export interface PresentUser extends RosterEntry {
  version: number;
  cursor: Cursor;
}

/**
 * Why an edit was not taken; `conflict` is a client and seq that do not continue what the log holds. `pruned`: its base
 * lies before the kept log. Whoever asked carries it over what is archived (where its client and seq may be met
 * already) and asks again with a newer base.
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

/**
 * What the Worker may ask of a Document. A document that was never created answers `not_found`: an empty one never
 * stands in for one that is missing.
 */
export interface DocumentRpc {
  /**
   * Brings the document into being at version 0; with `content` (a whole document) at 1, or more for a long one. Again:
   * the version it has.
   */
  create(request: {
    docId: string;
    userId: string;
    content: Ops | null;
  }): Promise<Result<{ version: number }, EditError>>;
  /** The newest version, its time (ISO 8601) and its length in UTF-16 units, without reading the text. */
  head(): Promise<Result<{ version: number; updatedAt: string; length: number }, 'not_found'>>;
  /**
   * The text at `version` (the newest for null); `ops` is JSON of a delta, as stored, so that nobody parses it twice.
   * `pruned`: only the archive still leads there.
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
  edit(request: EditRequest): Promise<Result<{ version: number; delta: Ops | null }, EditError>>;
  /**
   * At most `limit` operations after version `from`, in order: fewer where they are long. `pruned`: the log no longer
   * reaches back to `from`.
   */
  log(
    from: number,
    limit: number,
  ): Promise<Result<{ entries: LogEntry[]; head: number }, 'not_found' | 'pruned'>>;
  /** Who is here now. */
  presence(): Promise<PresentUser[]>;
  /**
   * A user's role changed (null: removed). Resolves when it holds: their open sockets have been told, or closed with
   * 4403, and connections with an older epoch are refused.
   */
  setAccess(change: AccessChange): Promise<void>;
  /** The same for several users. */
  setAccessOfMany(changes: readonly AccessChange[]): Promise<void>;
  /** These sessions or API tokens have ended: their sockets are closed with 4401 when it resolves. */
  endSessions(credentialIds: readonly string[]): Promise<void>;
  /** A user was erased: nothing here names them any more. */
  forgetUser(userId: string): Promise<void>;
  /** Into the trash: every socket closes with 4410, edits are refused. Or out of it again. */
  setDeleted(change: { deleted: boolean; accessEpoch: number }): Promise<void>;
  /** Tells open clients the new title, which was set at `at` (ms since 1970). A title older than the last one told is dropped. */
  renamed(change: { title: string; at: number }): Promise<void>;
  /** Tells open clients that `user` restored the text of an older version, by the operation at `version`. */
  restored(change: { version: number; user: User }): Promise<void>;
  /** A stored checkpoint as JSON of a delta in UTF-8, or null when it is no longer kept. */
  checkpoint(version: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * A stored checkpoint as a snapshot is served, `{"version","ops"}` in UTF-8, as a stream of a length that is known; null
   * when it is no longer kept.
   */
  snapshot(version: number): Promise<ReadableStream<Uint8Array> | null>;
  /**
   * The log after `from` (the end of a frame, or 0) as a stream of lines, each the JSON of an ArchivedFrame
   * (src/platform/archive/segment.ts), up to the newest version. `pruned` when the log no longer reaches back to `from`.
   */
  frames(from: number): Promise<Result<ReadableStream<Uint8Array>, 'not_found' | 'pruned'>>;
  /** How far the log, the archive and the checkpoints are, without reading the text. */
  status(): Promise<Result<DocumentStatus, 'not_found'>>;
  /**
   * The archive has taken over everything up to and including `version`, and holds a snapshot of `snapshot`. Tells
   * clients, and prunes what is archived, checkpointed and old. Neither ever goes back: a lower or repeated one changes
   * nothing. What is owed is published again until it is acknowledged, so whoever archives a snapshot says so here too.
   */
  acknowledge(archived: { version: number; snapshot: number }): Promise<void>;
  /** What is archived contradicts the log: nothing is pruned from now on; null when that was put right. */
  markDiverged(divergence: string | null): Promise<void>;
  /** Writes a checkpoint of the newest version now; the version of the newest checkpoint. */
  makeCheckpoint(): Promise<Result<{ version: number }, 'not_found'>>;
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
   * Takes the storage back to a bookmark, without a look at the archive, and starts anew; every socket closes with 1012.
   * `undo` is the bookmark of what was there.
   */
  rewind(bookmark: string): Promise<Result<{ undo: string }, 'unsupported'>>;
  /** Erases everything, for good: the object is as if it had never been. */
  erase(): Promise<void>;
}

/** What a user may do from now on. */
export interface AccessChange {
  userId: string;
  /** Null for nothing. */
  role: Role | null;
  /** When the role ends by itself, in ms since 1970; without it never. */
  accessEndsAt?: number | null;
  /** The role from then on; without it none. */
  roleAfter?: Role | null;
  /** `documents.access_epoch` as of the change. */
  accessEpoch: number;
}

/** Where a Document stands. */
export interface DocumentStatus {
  version: number;
  /** The hash chain at `version`, in hex. */
  chain: string;
  /** The log of the object reaches back to after this version. */
  keptFrom: number;
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
