import { expect, test } from 'vitest';
import { letterOf } from '../../../web/app/document/letter-of.ts';

test('a shortcut is where its letter is on each keyboard', () => {
  expect(letterOf({ key: 'Z', code: 'KeyZ' })).toBe('z');
  // German: Z and Y have changed places.
  expect(letterOf({ key: 'Z', code: 'KeyY' })).toBe('z');
  expect(letterOf({ key: 'Y', code: 'KeyZ' })).toBe('y');
  // French: Z is where W is elsewhere.
  expect(letterOf({ key: 'z', code: 'KeyW' })).toBe('z');
});

test('a key without a Latin letter counts by its place', () => {
  expect(letterOf({ key: 'Я', code: 'KeyZ' })).toBe('z');
  // A Mac types this with Option.
  expect(letterOf({ key: 'Ω', code: 'KeyZ' })).toBe('z');
  expect(letterOf({ key: 'Enter', code: 'Enter' })).toBe('enter');
});
