import type { Means, Scope } from '../../protocol/permissions.ts';

/** A signed-in person, by a session. */
export interface PersonCaller {
  kind: 'person';
  userId: string;
  /** The session. */
  credentialId: string;
  /** When the access token expires, in ms since 1970. */
  expiresAt: number;
  /** When they last proved their identity, in ms since 1970. */
  authenticatedAt: number;
}

/** A guest without an account, admitted by a link to one document. */
export interface GuestCaller {
  kind: 'guest';
  /** The guest's id, used in place of a user's. */
  userId: string;
  credentialId: string;
  expiresAt: number;
  docId: string;
}

/** A program with a user's API token. */
export interface TokenCaller {
  kind: 'token';
  userId: string;
  /** The API token. */
  credentialId: string;
  /** Null for a token that does not expire. */
  expiresAt: number | null;
  scopes: readonly Scope[];
  /** The only documents that it opens; null for all of its user's. */
  docIds: readonly string[] | null;
  /** In ms since 1970, to the minute; null for one that was never used. */
  lastUsedAt: number | null;
}

/** Who is calling. */
export type Caller = PersonCaller | GuestCaller | TokenCaller;

/** The caller's kind of credential, for the table of actions. */
export function meansOf(caller: Caller): Means {
  return caller.kind === 'token' ? caller.scopes : caller.kind;
}

/** The only documents that a caller's credential opens; null for all of its user's. */
export function documentsOf(caller: Caller): readonly string[] | null {
  switch (caller.kind) {
    case 'person':
      return null;
    case 'guest':
      return [caller.docId];
    case 'token':
      return caller.docIds;
  }
}

/** Whether a caller's credential opens this document at all, whatever its user's role. */
export function opens(caller: Caller, docId: string): boolean {
  const only = documentsOf(caller);
  return only === null || only.includes(docId);
}
