/**
 * What the wire has grown by since its version began: each a name that a client offers among its subprotocols, and that
 * a socket which did not offer it never hears of. A name is never reused for something else.
 *
 * crowd.v1 — a `presence` may carry `more`: how many are here by now whom the roster does not name.
 * news.v1 — the messages `renamed` and `restored`.
 */
export const OFFERS = ['crowd.v1', 'news.v1'] as const;

/** Something that the wire has grown by. */
export type Offer = (typeof OFFERS)[number];

/** Those of the offered subprotocols that this side knows, each once; what it does not know is left out. */
export function knownOffers(offered: readonly string[]): Offer[] {
  return OFFERS.filter((name) => offered.includes(name));
}
