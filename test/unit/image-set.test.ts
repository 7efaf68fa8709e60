import { expect, test } from 'vitest';
import { countImages, imageSet } from '../../src/features/imports/image-set.ts';

test('images are counted once, in however many texts they are', () => {
  const sets = [imageSet([0, 29, 30, 9_999]), imageSet([30, 31]), imageSet([])];
  expect(countImages(sets)).toBe(5);
  expect(countImages([])).toBe(0);
  expect(countImages([imageSet(Array.from({ length: 10_000 }, (_, n) => n))])).toBe(10_000);
});

test('ten thousand images take a few kilobytes', () => {
  const all = imageSet(Array.from({ length: 10_000 }, (_, n) => n));
  expect(JSON.stringify(all).length).toBeLessThan(4_000);
});
