import type { Role } from '../../src/protocol/role.ts';

/** The signed-in user. */
export interface Account {
  id: string;
  name: string;
  email: string;
  /** Whether they have shown that mail to the address reaches them. */
  emailVerified: boolean;
  color: string;
  /** An https address, or null for the initials. */
  avatarUrl: string | null;
  /** What the user chose for themselves, by name (`theme`, `language`). */
  preferences: Record<string, string | number | boolean>;
}

/** Answer to signing up, signing in and refreshing. */
export interface SignedIn {
  user: Account;
  accessToken: string;
  expiresIn: number;
}

/** Somebody who came by a link, without an account. */
export interface Guest {
  id: string;
  name: string;
  color: string;
}

/** Answer to joining by a link as a guest. */
export interface Admitted {
  guest: Guest;
  docId: string;
  accessToken: string;
  expiresIn: number;
}

/** Answer to refreshing a session: a user's, or a guest's. */
export type Refreshed = SignedIn | (Omit<Admitted, 'docId'> & { docId?: string });

/** A document as the lists show it. */
export interface DocumentSummary {
  id: string;
  title: string;
  role: Role;
  /** Until when the user is offered the document; left out by an older server. */
  offeredUntil?: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
  deletedAt?: string | null;
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Which documents a list shows. */
export type DocumentFilter = 'recent' | 'owned' | 'shared' | 'trash';
