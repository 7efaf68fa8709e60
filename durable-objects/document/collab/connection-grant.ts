import type { Offer } from '../../../src/protocol/offers.ts';
import type { Role } from '../../../src/protocol/role.ts';

/** Who opens a socket, stamped by the Worker after authentication and the one look-up of the role. */
export interface ConnectionGrant {
  docId: string;
  /** Name and colour are null when they could not be looked up. `guest`: somebody who has no account. */
  user: { id: string; name: string | null; color: string | null; guest?: boolean };
  /** The session or API token that it is opened with: what ends it closes the socket (`endSessions`). */
  credentialId: string;
  /** Whether that is an API token: what it speaks under is its own. */
  program?: boolean;
  /** The strongest role that the credential allows, whatever the user's role becomes. */
  strongestRole: Role;
  /** When the role ends by itself (a link's expiry), in ms since 1970; null for never. */
  accessEndsAt: number | null;
  /** The role from then on; without it none. */
  roleAfter?: Role | null;
  /** Where the document is pinned; without it nowhere. */
  region?: 'eu' | 'fedramp' | null;
  /** Null when it could not be looked up: then what the Document was last told of this user decides. */
  role: Role | null;
  /**
   * `documents.access_epoch` as read together with the role: an older one than the Document knows is refused. Null
   * together with the role.
   */
  accessEpoch: number | null;
  /** When the credential expires, in ms since 1970; null for one that does not. */
  expiresAt: number | null;
  /** The origin that the client reached us at; signed URLs are made absolute with it. */
  origin: string;
  /** What the wire has grown by that the client offered to understand; without it nothing. */
  offers?: Offer[];
}
