import { expect, test } from 'vitest';
import {
  inTextOrder,
  isBeside,
  neighbourOf,
  placesIn,
  subjectNamed,
  subjectsOf,
} from '../../../web/app/document/review/subjects.ts';
import { shown, threadAt } from './shown-review.ts';

test('threads and suggestions are in the order of the text now, and next and previous go round', () => {
  const threads = [threadAt('late', 40), threadAt('early', 3), threadAt('whole', null), threadAt('moved', 1)];
  const subjects = subjectsOf(threads, [shown('change')]);
  const ranges = new Map([['moved', { index: 20, length: 1 }]]);
  const places = placesIn(ranges, (id) => (id === 'change' ? { index: 30, length: 2 } : undefined));
  const order = inTextOrder(subjects, places);
  expect(order.map(({ id }) => id)).toEqual(['whole', 'early', 'moved', 'change', 'late']);
  const go = (id: string | null, index: number, step: 1 | -1) =>
    neighbourOf(order, { id, index }, places, step)?.id;
  expect(go(null, 10, 1)).toBe('moved');
  expect(go(null, 10, -1)).toBe('early');
  expect(go(null, 25, 1)).toBe('change');
  expect(go(null, 50, 1)).toBe('whole');
  expect(go('late', 0, 1)).toBe('whole');
  expect(go('change', 0, -1)).toBe('moved');
  expect(go('whole', 0, -1)).toBe('late');
  expect(neighbourOf([], { id: null, index: 0 }, places, 1)).toBeNull();
});

test('a thread about an open suggestion is a part of its card, and found there', () => {
  const said = threadAt('t-change', null, { suggestionId: 'change' });
  const subjects = subjectsOf([said, threadAt('other', 3)], [shown('change')]);
  expect(subjects.map(({ id, thread }) => [id, thread?.id])).toEqual([
    ['other', 'other'],
    ['change', 't-change'],
  ]);
  expect(subjectNamed(subjects, 't-change')?.id).toBe('change');
  expect(subjectNamed(subjects, 'gone')).toBeUndefined();
});

test('a thread whose suggestion is decided is listed, and not beside the text; not while that is unknown', () => {
  const said = threadAt('t-change', null, { suggestionId: 'change' });
  expect(subjectsOf([said], null)).toEqual([]);
  const [left] = subjectsOf([said], []);
  expect(left).toMatchObject({ kind: 'thread', id: 't-change', isLeft: true });
  expect(left && isBeside(left)).toBe(false);
});

test('a suggestion that the server does not know yet is the newest of its place', () => {
  const subjects = subjectsOf([], [shown('draft-1', { told: null, isOwn: true }), shown('change')]);
  expect(inTextOrder(subjects, () => 5).map(({ id }) => id)).toEqual(['change', 'draft-1']);
});
