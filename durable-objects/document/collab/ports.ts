import type { Attachment, Connection } from './connection.ts';
import type { Frame } from './frame.ts';

/** What the platform does for an Audience. */
export interface AudiencePorts {
  /** How much of the log is read in one turn of the object, beyond which everything else goes first. */
  readonly turn: { readonly versions: number; readonly length: number };
  /** ms since 1970. */
  now(): number;
  /** Calls `action` once after `ms`. */
  after(ms: number, action: () => void): void;
  /** Keeps the object in memory until `work` has settled; it never rejects. */
  background(work: Promise<void>): void;
  /** An absolute, signed, immutable URL of a checkpoint. */
  snapshotUrl(origin: string, version: number): string;
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
}

/** Who vouches for a credential that takes the place of another one. */
export interface CredentialPorts {
  /** Checks an access token: whose it is, its session and when it expires (ms), null for a bad one. */
  verifyToken(token: string): Promise<{ userId: string; credentialId: string; expiresAt: number } | null>;
  /** Asks the user's channel whether the connection's credential has not ended (Credentials.announce). */
  announce(connection: Connection): Promise<boolean>;
  /** A connection has another credential than this attachment says (Credentials.left). */
  credentialLeft(attachment: Attachment): void;
}

/** What the platform does for a GroupCommit. */
export interface CommitPorts {
  now(): number;
  after(ms: number, action: () => void): void;
  /** For how many ms a frame may be gathered while operations arrive faster than they can be sent, with `sockets` open. */
  gatherMs(sockets: number): number;
  /** A frame was stored: keep it at hand, and arrange for the checkpoint and for publishing what is owed. */
  committed(frame: Frame): void;
  /** What could not be stored, for the log and the metrics. */
  commitFailed(error: unknown): void;
}

/** What the platform does for a Collaboration. */
export interface Ports extends AudiencePorts, CredentialPorts, CommitPorts {
  /** Characters that a user may send in a minute, all sockets and programs together. */
  readonly receivedPerMinute: number;
}
