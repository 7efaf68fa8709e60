import { expect, test } from 'vitest';
import { offeredDates } from '../../../web/app/document/mentions/offered-dates.ts';

const WORDS = {
  today: 'Today',
  tomorrow: 'Tomorrow',
  yesterday: 'Yesterday',
  next: (weekday: string) => `Next ${weekday}`,
};
// A Tuesday.
const NOW = new Date(2026, 11, 1, 23, 59);
const offered = (query: string, now = NOW) =>
  offeredDates(query, now, WORDS, 'en').map(({ date, name }) => `${name} ${date}`);

test('days are offered by their names, the near ones first', () => {
  expect(offered('')).toEqual(['Today 2026-12-01', 'Tomorrow 2026-12-02', 'Next Monday 2026-12-07']);
  expect(offered('to')).toEqual(['Today 2026-12-01', 'Tomorrow 2026-12-02']);
  expect(offered('YEST')).toEqual(['Yesterday 2026-11-30']);
  expect(offered('next t')).toEqual(['Next Thursday 2026-12-03', 'Next Tuesday 2026-12-08']);
  expect(offered('sunday')).toEqual(['Next Sunday 2026-12-06']);
  expect(offered('someday')).toEqual([]);
});

test('the next Monday is a week away on a Monday, across months, years and changes of the clocks', () => {
  expect(offered('mon', new Date(2026, 11, 7))).toEqual(['Next Monday 2026-12-14']);
  expect(offered('', new Date(2026, 11, 31, 1))).toEqual([
    'Today 2026-12-31',
    'Tomorrow 2027-01-01',
    'Next Monday 2027-01-04',
  ]);
  expect(offered('tom', new Date(2026, 9, 24, 0, 30))).toEqual(['Tomorrow 2026-10-25']);
});

test('a written day is that day, if there is such a day', () => {
  expect(offered('2028-02-29').map((one) => one.slice(-10))).toEqual(['2028-02-29']);
  expect(offered('2027-02-29')).toEqual([]);
  expect(offered('2027-2-3')).toEqual([]);
});
