import type { Gathering } from './commit-policy.ts';
import type { Attachment, Connection } from './connection.ts';
import type { Frame } from './frame.ts';

/** What the platform does for an Audience. */
export interface AudiencePorts {
  /** How much of the log is read in one turn of the object; other work runs before the next turn. */
  readonly turn: { readonly versions: number; readonly length: number };
  /** ms since 1970. */
  now(): number;
  /** Calls `action` once after `ms`. */
  after(ms: number, action: () => void): void;
  /** Keeps the object in memory until `work` has settled; it never rejects. */
  background(work: Promise<void>): void;
  /** An absolute, signed, immutable URL of a checkpoint. */
  snapshotUrl(origin: string, version: number): string;
  /** The version up to which the archive holds the log. */
  synced(): number;
  /** The number of the last change of the review; 0 for none. */
  reviewed(): number;
  /**
   * The archived frames that hold any version after `from`, up to the one that holds `to`, in order, read lazily.
   * Throws when the archive cannot be read.
   */
  archived(from: number, to: number): AsyncIterable<Frame>;
  /**
   * A catch-up from the archive failed: logs and counts it. Returns the version that the archive begins after, when
   * that is the reason; otherwise null.
   */
  archiveFailed(error: unknown): number | null;
}

/** What vouches for a credential that replaces another one. */
export interface CredentialPorts {
  /** Checks an access token: returns its user, its session and when it expires (ms); null for an invalid one. */
  verifyToken(token: string): Promise<{ userId: string; credentialId: string; expiresAt: number } | null>;
  /** Announces the connection's credential to the user's channel; true when it has not ended (Credentials.announce). */
  announce(connection: Connection): Promise<boolean>;
  /** The credential of this attachment was replaced by another one (Credentials.left). */
  credentialLeft(attachment: Attachment): void;
}

/** What the platform does for a GroupCommit. */
export interface CommitPorts {
  now(): number;
  after(ms: number, action: () => void): void;
  /** How long a frame gathers while several clients write, with `sockets` open. */
  gathering(sockets: number): Gathering;
  /** A frame was stored: keeps it in memory, and schedules the checkpoint and the publishing of what is owed. */
  committed(frame: Frame): void;
  /** A frame could not be stored: logs and counts it. */
  commitFailed(error: unknown): void;
}

/** What the platform does for a Collaboration. */
export interface Ports extends AudiencePorts, CredentialPorts, CommitPorts {
  /** Characters that a user may send per minute, all sockets and programs together. */
  readonly receivedPerMinute: number;
  /** How often a user may replace suggestions in an hour. */
  readonly suggestionChangesPerHour: number;
}
