/** A card beside the text: where it would stand if there were no others, and its height, in pixels. */
export interface CardPlace {
  id: string;
  wanted: number;
  height: number;
}

/** The room between two cards, and above the first. */
export const CARD_GAP = 10;

/**
 * Where cards stand so that none overlaps another: in their order, each as near below the place that it wants as the
 * ones before it leave room. The active one stands exactly where it wants, no matter how many come before it: they move
 * up for it, beyond the beginning of the text (below 0) where there is no room.
 */
export function arrangeCards(cards: readonly CardPlace[], active: string | null): Map<string, number> {
  const at = cards.findIndex(({ id }) => id === active);
  const tops: number[] = [];
  let free = CARD_GAP;
  for (const [n, { wanted, height }] of cards.entries()) {
    const top = Math.max(wanted, n === at ? CARD_GAP : free);
    tops.push(top);
    free = top + height + CARD_GAP;
  }
  for (let n = at - 1; n >= 0; n--) {
    const lowest = (tops[n + 1] ?? 0) - CARD_GAP - (cards[n]?.height ?? 0);
    tops[n] = Math.min(tops[n] ?? 0, lowest);
  }
  return new Map(cards.map(({ id }, n) => [id, tops[n] ?? 0]));
}
