import type { Delta } from '../../src/ot/op.ts';
import type { Answers, Schemas } from './schema.ts';

/** The response of a route, such as `Answer<'GET /v1/docs'>`. */
export type Answer<Route extends keyof Answers> = Answers[Route];

/** `T`, with more precise types for some members than the OpenAPI document has. */
export type Known<T, Better> = Omit<T, keyof Better> & Better;

/** The signed-in user. */
export type Account = Schemas['Account'];

/** The response to signing up, signing in and refreshing. */
export type SignedIn = Schemas['SignedIn'];

/** What begins a guest's session: joining by a link, or refreshing it. */
export type Admitted = Schemas['GuestSignedIn'];

/** A user that came by a link, without an account. */
export type Guest = Admitted['guest'];

/** The response to refreshing a session, a user's or a guest's; an older server omits the guest's document. */
export type Refreshed = SignedIn | Known<Admitted, { docId?: string }>;

/** A document as the lists show it. An older server omits the offer of ownership, and the origin of a fork. */
export type DocumentSummary = Known<
  Schemas['Document'],
  { offeredUntil?: string | null; origin?: Schemas['Document']['origin'] }
>;

// The OpenAPI document types deltas and WebAuthn messages only as objects.

/** A response that contains a text or a change, as `ops`. */
export type WithOps<T> = Known<T, { ops: Delta }>;

/** A response with what a passkey has to sign; `challenge` identifies it in the reply. */
export type ToSign<Options> = { options: Options; challenge: string };

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Which documents a list shows. */
export type DocumentFilter = 'recent' | 'owned' | 'shared' | 'starred' | 'trash';

/** The order of a list of documents; `-` is descending. */
export type DocumentSort = '-updatedAt' | '-createdAt' | 'title' | '-title';
