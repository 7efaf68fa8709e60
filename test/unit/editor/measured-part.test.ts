import { expect, test } from 'vitest';
import { besideCaret, measuredPart } from '../../../web/editor/highlights/measured-part.ts';

const STRETCH = { from: 100, to: 200 };

test('of what is not drawn, only the beginning is measured', () => {
  expect(measuredPart({ index: 10, length: 5_000 }, false, STRETCH)).toEqual({
    head: { index: 10, length: 32 },
    lines: null,
  });
});

test('what is drawn is measured where it begins, and as far as it is in the stretch', () => {
  const lines = (index: number, length: number) => measuredPart({ index, length }, true, STRETCH);
  expect(lines(10, 5_000)).toEqual({ head: { index: 10, length: 32 }, lines: { index: 100, length: 100 } });
  expect(lines(150, 5_000)).toEqual({ head: { index: 150, length: 32 }, lines: { index: 150, length: 50 } });
  expect(lines(120, 7).lines).toEqual({ index: 120, length: 7 });
  expect(lines(10, 20).lines).toBeNull();
  expect(lines(150, 0)).toEqual({ head: { index: 150, length: 0 }, lines: null });
  expect(lines(150, 3).head).toEqual({ index: 150, length: 3 });
  const all = { from: 0, to: Number.POSITIVE_INFINITY };
  expect(measuredPart({ index: 3, length: 9 }, true, all).lines).toEqual({ index: 3, length: 9 });
});

test('a press is compared with what is beside it alone', () => {
  expect(besideCaret({ index: 0, length: 100_000 }, 500)).toEqual({ index: 468, length: 64 });
  expect(besideCaret({ index: 498, length: 4 }, 500)).toEqual({ index: 498, length: 4 });
  expect(besideCaret({ index: 900, length: 4 }, 500)).toBeNull();
});
