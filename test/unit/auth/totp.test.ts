import { expect, test } from 'vitest';
import { newRecoveryCodes, normalizeRecoveryCode } from '../../../src/features/auth/recovery-codes.ts';
import { matchingStep, newTotpSecret, stepAt, totpCode } from '../../../src/features/auth/totp.ts';
import { openTotpSecret, sealTotpSecret } from '../../../src/features/auth/totp-secret.ts';

// The key of RFC 6238, appendix B, and its times with the last six digits of its codes.
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const RFC_CODES: [number, string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
];

test('codes are those of RFC 6238', () => {
  for (const [seconds, code] of RFC_CODES) expect(totpCode(RFC_SECRET, stepAt(seconds * 1000))).toBe(code);
});

test('accepts a code from the current step ±1, never one already used', () => {
  const secret = newTotpSecret();
  const now = 1_800_000_015_000;
  const step = stepAt(now);
  for (const [around, counts] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const) {
    const code = totpCode(secret, step + around);
    expect(matchingStep(secret, code, { now, lastStep: 0 })).toBe(counts ? step + around : null);
    expect(matchingStep(secret, code, { now, lastStep: step + around })).toBeNull();
  }
  for (const nonsense of ['', '12345', '1234567', 'abcdef', '１２３４５６']) {
    expect(matchingStep(secret, nonsense, { now, lastStep: 0 })).toBeNull();
  }
});

test('secrets have 160 bits, differ, and are sealed for one user under one key', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  const sealed = sealTotpSecret('a key', 'ada', secret);
  expect(openTotpSecret('a key', 'ada', sealed)).toBe(secret);
  expect(sealTotpSecret('a key', 'ada', secret)).not.toBe(sealed);
  expect(() => openTotpSecret('a key', 'grace', sealed)).toThrow();
  expect(() => openTotpSecret('another key', 'ada', sealed)).toThrow();
  const changed = Buffer.from(sealed, 'base64url');
  changed[20] = (changed[20] ?? 0) ^ 1;
  expect(() => openTotpSecret('a key', 'ada', changed.toString('base64url'))).toThrow();
  expect(() => openTotpSecret('a key', 'ada', sealed.slice(0, 30))).toThrow();
});

test('recovery codes are ten of 60 bits, and accepted in any typing', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    const plain = code.replaceAll('-', '');
    expect(plain).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/);
    expect(normalizeRecoveryCode(` ${code.toUpperCase()} `)).toBe(plain);
  }
  expect(normalizeRecoveryCode('O1l0-aaaa-bbbb')).toBe('0110aaaabbbb');
  for (const none of ['', '123456', 'aaaa-bbbb-ccc', 'aaaa-bbbb-cccu', `${codes[0]}0`]) {
    expect(normalizeRecoveryCode(none)).toBeNull();
  }
});
