import type { Delta } from '../../src/ot/op.ts';
import type { Answers, Schemas } from './schema.ts';

/** What a route answers, such as `Answer<'GET /v1/docs'>`. */
export type Answer<Route extends keyof Answers> = Answers[Route];

/** `T`, some of whose members are known better than the OpenAPI document tells. */
export type Known<T, Better> = Omit<T, keyof Better> & Better;

/** The signed-in user. */
export type Account = Schemas['Account'];

/** Answer to signing up, signing in and refreshing. */
export type SignedIn = Schemas['SignedIn'];

/** What begins a guest's session: joining by a link, or refreshing it. */
export type Admitted = Schemas['GuestSignedIn'];

/** Somebody who came by a link, without an account. */
export type Guest = Admitted['guest'];

/** Answer to refreshing a session: a user's, or a guest's, whose document an older server leaves out. */
export type Refreshed = SignedIn | Known<Admitted, { docId?: string }>;

/** A document as the lists show it. An older server leaves out whether the user is offered it. */
export type DocumentSummary = Known<Schemas['Document'], { offeredUntil?: string | null }>;

// The OpenAPI document says of deltas and of what WebAuthn exchanges that they are objects, and no more.

/** An answer with a text or a change in it, as `ops`. */
export type WithOps<T> = Known<T, { ops: Delta }>;

/** An answer with what a passkey is to sign: `challenge` names it when it comes back. */
export type ToSign<Options> = { options: Options; challenge: string };

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Which documents a list shows. */
export type DocumentFilter = 'recent' | 'owned' | 'shared' | 'trash';
