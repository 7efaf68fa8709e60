const numbers = new Intl.NumberFormat('en');

/** The texts of finding and replacing, in English. */
export const find = {
  menu: 'Find and replace…',
  title: 'Find and replace',
  words: 'Find',
  replacement: 'Replace with',
  count: (current: number, count: number, isMore: boolean) =>
    count === 0
      ? 'Not found'
      : `${numbers.format(current)} of ${numbers.format(count)}${isMore ? ' or more' : ''}`,
  exact: 'Match capitals',
  whole: 'Whole words',
  previous: 'Previous match',
  next: 'Next match',
  close: 'Close the search',
  replace: 'Replace',
  replaceAll: 'Replace all',
  replaced: (n: number) => `${numbers.format(n)} ${n === 1 ? 'place was' : 'places were'} replaced.`,
};
