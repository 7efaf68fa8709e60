/**
 * The additions to the wire since its version began. Each has a name that a client offers among its subprotocols; a
 * socket that did not offer it never receives it. A name is never reused for something else.
 * crowd.v1 — a `presence` may carry `more`: how many people are here now that the roster does not name.
 * news.v1 — the messages `renamed` and `restored`.
 * review.v1 — the message `review`, and the number `review` in `joined` (review.ts).
 * short.v1 — operations and frames as arrays (short-form.ts), and the `number` and `numbers` that they name clients by.
 */
export const OFFERS = ['crowd.v1', 'news.v1', 'review.v1', 'short.v1'] as const;

/** An addition to the wire. */
export type Offer = (typeof OFFERS)[number];

/** Those of the offered subprotocols that this side knows, each once; unknown ones are left out. */
export function knownOffers(offered: readonly string[]): Offer[] {
  return OFFERS.filter((name) => offered.includes(name));
}
