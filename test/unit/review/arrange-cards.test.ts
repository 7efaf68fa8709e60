import { expect, test } from 'vitest';
import { arrangeCards, CARD_GAP, type CardPlace } from '../../../web/app/document/review/arrange-cards.ts';
import { Random } from '../../support/random.ts';

const card = (id: string, wanted: number, height = 100): CardPlace => ({ id, wanted, height });
const tops = (cards: readonly CardPlace[], active: string | null = null): number[] => [
  ...arrangeCards(cards, active).values(),
];

test('a card that no other is near stands beside its text', () => {
  expect(tops([card('a', 20), card('b', 500)])).toEqual([20, 500]);
  expect(tops([])).toEqual([]);
});

test('cards of the same place stand one below the other', () => {
  expect(tops([card('a', 20), card('b', 20), card('c', 25)])).toEqual([20, 130, 240]);
});

test('the active card stands beside its text, and those before it move up', () => {
  const cards = [card('a', 300), card('b', 310), card('c', 320)];
  expect(tops(cards, 'c')).toEqual([100, 210, 320]);
  expect(tops(cards, 'b')).toEqual([200, 310, 420]);
  expect(tops(cards, 'a')).toEqual([300, 410, 520]);
});

test('a card that is far enough above the active one stays', () => {
  expect(tops([card('a', 20), card('b', 300), card('c', 320)], 'c')).toEqual([20, 210, 320]);
});

test('without room above, those before the active card go beyond the beginning', () => {
  expect(tops([card('a', 0), card('b', 30), card('c', 60), card('d', 60)], 'c')).toEqual([
    -160, -50, 60, 170,
  ]);
  expect(tops([card('a', 0), card('b', 0)], 'a')).toEqual([10, 120]);
});

test('no cards overlap, wherever they should stand, and their order stays', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = new Random(seed);
    const cards = Array.from({ length: random.int(12) }, (_, n) => ({
      id: String(n),
      wanted: random.int(2_000),
      height: 20 + random.int(300),
    })).sort((a, b) => a.wanted - b.wanted);
    const active = cards[random.int(12)]?.id ?? null;
    const placed = arrangeCards(cards, active);
    let free = active === null ? CARD_GAP : Number.NEGATIVE_INFINITY;
    for (const { id, wanted, height } of cards) {
      const top = placed.get(id) ?? Number.NaN;
      expect(top, `seed ${seed}`).toBeGreaterThanOrEqual(free);
      if (id === active) expect(top, `seed ${seed}`).toBe(Math.max(wanted, CARD_GAP));
      free = top + height + CARD_GAP;
    }
  }
});
