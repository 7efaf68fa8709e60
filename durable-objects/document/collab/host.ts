import type { Attachment, Connection } from './connection.ts';
import type { Frame, LogReader } from './frame.ts';
import type { OpenFrame } from './sequencer.ts';

/** The log of a document, durable when `append` returns; it throws when it cannot store. */
export interface Log extends LogReader {
  /** Stores the open frame as one row; returns its entries as they were stored. */
  append(frame: OpenFrame): string;
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

/** What the platform does for a Collaboration. */
export interface Host {
  /** How much of the log is read in one turn of the object, beyond which everything else goes first. */
  readonly turn: { readonly versions: number; readonly length: number };
  /** Characters that a user may send in a minute, all sockets and programs together. */
  readonly receivedPerMinute: number;
  now(): number;
  /** Calls `action` once after `ms`. */
  after(ms: number, action: () => void): void;
  /** A frame was committed: arrange for the checkpoint and for publishing what is owed. */
  committed(frame: Frame): void;
  /** An absolute, signed, immutable URL of a checkpoint. */
  snapshotUrl(origin: string, version: number): string;
  /** Checks an access token: whose it is, its session and when it expires (ms), null for a bad one. */
  verifyToken(token: string): Promise<{ userId: string; credentialId: string; expiresAt: number } | null>;
  /** Asks the user's channel whether the connection's credential has not ended (Credentials.announce). */
  announce(connection: Connection): Promise<boolean>;
  /** A connection has another credential than this attachment says (Credentials.left). */
  credentialLeft(attachment: Attachment): void;
  /** What could not be stored, for the log and the metrics. */
  commitFailed(error: unknown): void;
  /** How far the archive has taken over. */
  synced(): number;
  /**
   * The archived frames that hold any version after `from`, up to the one that holds `to`, in order, read as they are
   * asked for. Throws when the archive cannot be read.
   */
  archived(from: number, to: number): AsyncIterable<Frame>;
  /**
   * Why a catch-up from the archive ended early, for the log and the metrics. Answers the version that the archive begins
   * after, where that is why; else null.
   */
  archiveFailed(error: unknown): number | null;
  /** Keeps the object in memory until `work` has settled; it never rejects. */
  background(work: Promise<void>): void;
  /** How long a frame may be gathered while operations arrive faster than they can be sent, with `sockets` open. */
  gatherMs(sockets: number): number;
}
