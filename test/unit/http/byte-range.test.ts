import { expect, test } from 'vitest';
import { byteRange } from '../../../src/platform/http/byte-range.ts';

test('one range of bytes is understood, cut to the size', () => {
  expect(byteRange('bytes=0-0', 10)).toEqual({ first: 0, last: 0 });
  expect(byteRange('bytes=2-5', 10)).toEqual({ first: 2, last: 5 });
  expect(byteRange('Bytes = 2 - 99', 10)).toEqual({ first: 2, last: 9 });
  expect(byteRange('bytes=7-', 10)).toEqual({ first: 7, last: 9 });
  expect(byteRange('bytes=-3', 10)).toEqual({ first: 7, last: 9 });
  expect(byteRange('bytes=-30', 10)).toEqual({ first: 0, last: 9 });
});

test('a range outside the size cannot be satisfied', () => {
  for (const header of ['bytes=10-', 'bytes=10-20', 'bytes=-0'])
    expect(byteRange(header, 10)).toBe('unsatisfiable');
  for (const header of ['bytes=0-', 'bytes=-1']) expect(byteRange(header, 0)).toBe('unsatisfiable');
});

test('everything else is ignored', () => {
  for (const header of [
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'lines=0-1',
    'bytes=5-2',
    'bytes=0-1,3-4',
    'bytes=a-b',
  ])
    expect(byteRange(header, 10)).toBeNull();
});
