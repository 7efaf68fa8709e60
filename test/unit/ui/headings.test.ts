import { expect, test } from 'vitest';
import { headingsOf, lastAbove } from '../../../web/editor/outline/headings.ts';

test('headings have the depth of what they are under, and only words that stay', () => {
  expect(
    headingsOf([
      { insert: 'Title' },
      { insert: '\n', attributes: { header: 1 } },
      { insert: 'text\nDeep ' },
      { insert: 'gone', attributes: { 'suggest-delete': 's' } },
      { insert: { image: 'https://example.org/a.png' } },
      { insert: '\n', attributes: { header: 3 } },
      { insert: 'Next' },
      { insert: '\n', attributes: { header: 2 } },
      { insert: ' ' },
      { insert: '\n', attributes: { header: 2 } },
      { insert: 'Last' },
      { insert: '\n', attributes: { header: 1 } },
    ]),
  ).toEqual([
    { index: 0, depth: 1, text: 'Title' },
    { index: 11, depth: 2, text: 'Deep' },
    { index: 22, depth: 2, text: 'Next' },
    { index: 29, depth: 1, text: 'Last' },
  ]);
});

test('the section in sight is that of the last heading above', () => {
  const tops = [-50, 10, 10, 90];
  const at = (place: number) => lastAbove(tops.length, (n) => tops[n] as number, place);
  expect([-60, -50, 0, 10, 100].map(at)).toEqual([-1, 0, 0, 2, 3]);
  expect(lastAbove(0, () => 0, 5)).toBe(-1);
});
