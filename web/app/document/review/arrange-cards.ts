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
 * ones before it leave room. The active one stands exactly where it wants, and those before it move up for it, as far
 * as there is room.
 */
export function arrangeCards(cards: readonly CardPlace[], active: string | null): Map<string, number> {
  const tops = downFrom(cards);
  const at = cards.findIndex(({ id }) => id === active);
  if (at > 0) {
    // From the active card upwards: no lower than the next one allows.
    let limit = cards[at]?.wanted ?? 0;
    tops[at] = limit;
    for (let n = at - 1; n >= 0; n--) {
      limit -= (cards[n]?.height ?? 0) + CARD_GAP;
      if ((tops[n] ?? 0) <= limit) break;
      tops[n] = limit;
    }
  }
  const settled = downFrom(
    cards.map((card, n) => (at > 0 && n <= at ? { ...card, wanted: tops[n] ?? 0 } : card)),
  );
  return new Map(cards.map(({ id }, n) => [id, settled[n] ?? 0]));
}

function downFrom(cards: readonly CardPlace[]): number[] {
  let free = CARD_GAP;
  return cards.map(({ wanted, height }) => {
    const place = Math.max(wanted, free);
    free = place + height + CARD_GAP;
    return place;
  });
}
