import { expect, test } from 'vitest';
import { newSuggestions } from '../../../web/app/document/review/new-suggestions.ts';
import { sameSuggestions } from '../../../web/app/document/review/same-suggestions.ts';
import { shown, toldOf } from './shown-review.ts';

test('an edit that only rebases suggestions gives the same ones', () => {
  const before = [shown('one'), shown('two')];
  const after = [
    shown('one', { told: toldOf('one', { version: 9 }) }),
    shown('two', { told: toldOf('two', { review: 5 }) }),
  ];
  expect(sameSuggestions(before, after)).toBe(before);
});

test('what cards would show otherwise is taken, and the others stay', () => {
  const before = [shown('one'), shown('two')];
  const unsent = shown('two', { isUnsent: true });
  const after = sameSuggestions(before, [shown('one'), unsent]);
  expect(after?.[0]).toBe(before[0]);
  expect(after?.[1]).toBe(unsent);
  expect(sameSuggestions(before, [shown('one')])).toEqual([before[0]]);
  expect(sameSuggestions(null, before)).toBe(before);
  expect(sameSuggestions(before, null)).toBeNull();
  const draft = shown('one', { told: null });
  expect(sameSuggestions([draft], [shown('one')])).not.toEqual([draft]);
});

test('what others suggest is new, but for what was there at first and what is not told yet', () => {
  const [one, own, draft] = [
    shown('one'),
    shown('own', { isOwn: true }),
    shown('draft-1', { told: null, isOwn: true }),
  ];
  expect(newSuggestions(null, [one])).toEqual([]);
  expect(newSuggestions([], [one, own, draft])).toEqual([{ id: 'one', name: 'Ben' }]);
  expect(newSuggestions([one], [one])).toEqual([]);
});
