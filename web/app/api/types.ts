import type { Role } from '../../../src/protocol/role.ts';

/** The signed-in user. */
export interface Account {
  id: string;
  name: string;
  email: string;
  color: string;
}

/** Answer to signing up, signing in and refreshing. */
export interface SignedIn {
  user: Account;
  accessToken: string;
  expiresIn: number;
}

/** A document as the lists show it. */
export interface DocumentSummary {
  id: string;
  title: string;
  role: Role;
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

/** Somebody's access to a document. */
export interface Permission {
  user: { id: string; name: string; color: string };
  role: Role;
}

/** Which documents a list shows. */
export type DocumentFilter = 'recent' | 'owned' | 'shared' | 'trash';
