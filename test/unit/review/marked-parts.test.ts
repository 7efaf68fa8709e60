import { expect, test } from 'vitest';
import {
  type Item,
  isCardPlace,
  markedParts,
  type Whereabouts,
} from '../../../web/app/document/review/marked-parts.ts';
import type { ShownHunk } from '../../../web/collab/index.ts';
import { hunkAt } from './shown-review.ts';

const STRETCH = { from: 100, to: 200 };

function placed(items: readonly Item[], more: Partial<Whereabouts> = {}, hunks: readonly ShownHunk[] = []) {
  const places: Whereabouts = { ranges: new Map(), draft: null, hunks: () => hunks, anchor: null, ...more };
  return markedParts(items, places, STRETCH);
}

const hunks = [10, 120, 150].map((index, number) => hunkAt(index, { number }));

test('the card of a suggestion stands beside its first hunk near the window, and nothing of it is drawn', () => {
  const { shown } = placed([{ id: 'change', tone: 'suggestion' }], {}, hunks);
  expect(shown).toEqual([{ id: 'change', range: { index: 120, length: 1 }, tone: null, isPinned: false }]);
});

test('of an active suggestion all hunks near the window are drawn; its card stands beside the first', () => {
  const { shown } = placed([{ id: 'change', tone: 'active-suggestion' }], {}, hunks);
  expect(shown.map(({ id, range, isPinned }) => [id, range.index, isPinned])).toEqual([
    ['change', 10, true],
    ['change 1', 120, false],
    ['change 2', 150, false],
  ]);
  expect(shown.filter(isCardPlace).map(({ id }) => id)).toEqual(['change']);
});

test('the card of an active suggestion stands beside the hunk that was pressed, while there is one', () => {
  const item: Item = { id: 'change', tone: 'active-suggestion' };
  const beside = (anchor: Whereabouts['anchor']) =>
    placed([item], { anchor }, hunks).shown.find(isCardPlace)?.range.index;
  expect(beside({ id: 'change', hunk: 2 })).toBe(150);
  expect(beside({ id: 'change', hunk: 7 })).toBe(10);
  expect(beside({ id: 'other', hunk: 2 })).toBe(10);
});

test('a suggestion of which nothing is left, or nothing is near, has no place', () => {
  expect(placed([{ id: 'change', tone: 'suggestion' }])).toEqual({ shown: [], whole: [] });
  expect(placed([{ id: 'change', tone: 'suggestion' }], {}, [hunkAt(10)])).toEqual({ shown: [], whole: [] });
});

test('threads and suggestions are in the order of the text; what is about all of it comes at its beginning', () => {
  const items: Item[] = [
    { id: 'change', tone: 'suggestion' },
    { id: 'thread', tone: 'thread' },
    { id: 'far', tone: 'thread' },
    { id: 'whole', tone: 'thread' },
    { id: 'open', tone: 'active' },
  ];
  const ranges = new Map([
    ['thread', { index: 110, length: 3 }],
    ['far', { index: 500, length: 3 }],
    ['whole', null],
    ['open', null],
  ]);
  const { shown, whole } = placed(items, { ranges }, hunks);
  expect(shown.map(({ id }) => id)).toEqual(['thread', 'change']);
  expect(whole).toEqual(['open']);
});
