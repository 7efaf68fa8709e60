import type { Offer } from '../../../src/protocol/offers.ts';
import type { Role } from '../../../src/protocol/role.ts';

/**
 * The user that opens a socket, and with which rights. The Worker writes it after authentication and the one look-up of
 * the role.
 */
export interface ConnectionGrant {
  docId: string;
  /** Name and colour are null when they could not be looked up. `guest`: a user without an account. */
  user: { id: string; name: string | null; color: string | null; guest?: boolean };
  /** The session or API token that opens the socket: ending it closes the socket (`endSessions`). */
  credentialId: string;
  /** Whether that is an API token: it then has client ids of its own. */
  program?: boolean;
  /** The strongest role that the credential allows, however strong the user's role becomes. */
  strongestRole: Role;
  /** When the role ends by itself (a link's expiry), in ms since 1970; null for never. */
  accessEndsAt: number | null;
  /** The role from then on; none when absent. */
  roleAfter?: Role | null;
  /** Where the document is pinned; nowhere when absent. */
  region?: 'eu' | 'fedramp' | null;
  /** Null when it could not be looked up: then the last role that the Document knows of this user decides. */
  role: Role | null;
  /**
   * `documents.access_epoch`, read together with the role: the Document refuses an epoch older than the one it knows.
   * Null when the role is.
   */
  accessEpoch: number | null;
  /** When the credential expires, in ms since 1970; null for one that does not expire. */
  expiresAt: number | null;
  /** The origin that the client reached us at; signed URLs are made absolute with it. */
  origin: string;
  /** The additions to the protocol that the client offered to understand; none when absent. */
  offers?: Offer[];
}
