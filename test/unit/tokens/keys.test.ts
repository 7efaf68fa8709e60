import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
// @ts-expect-error: a script, without types
import { rotate, rotateLocal } from '../../../.scripts/keys-rotate.mjs';
import { signAccessToken, verifyAccessToken } from '../../../src/platform/tokens/access-token.ts';
import { keyRing } from '../../../src/platform/tokens/keys.ts';

const CLAIMS = { userId: 'someuserxxxxxxxxxxxxxx', sessionId: 'somesessionxxxxxxxxxxx' };
const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function rotated(keys: string): string {
  return JSON.stringify(rotate(JSON.parse(keys), Math.floor(Date.now() / 1000)));
}

test('after a rotation the new key signs; tokens of the old one verify until they expire, then it goes', async () => {
  const before = rotated('[]');
  const old = await signAccessToken(before, { ...CLAIMS, now: Date.now() });
  const after = rotated(before);
  expect(JSON.parse(after)).toHaveLength(2);
  // Only the public half of the old key is left.
  expect(after.match(/"d":/g)).toHaveLength(1);
  expect((await verifyAccessToken(after, old)).ok).toBe(true);
  const fresh = await signAccessToken(after, { ...CLAIMS, now: Date.now() });
  expect((await verifyAccessToken(after, fresh)).ok).toBe(true);
  expect((await verifyAccessToken(before, fresh)).ok).toBe(false);

  vi.advanceTimersByTime(14 * MINUTE);
  expect((await verifyAccessToken(after, old)).ok).toBe(true);
  vi.advanceTimersByTime(2 * MINUTE);
  expect(await verifyAccessToken(after, old)).toMatchObject({ error: { code: 'expired' } });
  const forged = await signAccessToken(before, { ...CLAIMS, now: Date.now() + 20 * MINUTE });
  expect((await verifyAccessToken(after, forged)).ok).toBe(true);
  vi.advanceTimersByTime(15 * MINUTE);
  expect(await verifyAccessToken(after, forged)).toMatchObject({ error: { code: 'invalid' } });
  const ring = await keyRing(after);
  expect(ring.publicKeys(Date.now()).map(({ kid }) => kid)).toEqual([JSON.parse(after)[0].kid]);
});

test('rotating again and again keeps each old key only until its own time', () => {
  let keys = rotated(rotated('[]'));
  const [, first] = JSON.parse(keys);
  vi.advanceTimersByTime(20 * MINUTE);
  keys = rotated(keys);
  expect(JSON.parse(keys)).toHaveLength(3);
  expect(JSON.parse(keys)[2]).toEqual(first);
  vi.advanceTimersByTime(20 * MINUTE);
  keys = rotated(keys);
  expect(JSON.parse(keys)).toHaveLength(3);
  expect(keys).not.toContain(first.kid);
});

test.each([
  ['not JSON', 'ACCESS_TOKEN_KEYS is not JSON'],
  ['[]', 'no'],
  ['[{"kty":"oct","k":"c2VjcmV0","kid":"a"}]', 'Ed25519'],
  ['[{"kty":"OKP","crv":"Ed25519","x":"abc","kid":"a"}]', 'not private'],
])('%s is refused, and not quoted', async (secret, message) => {
  const refused = keyRing(secret);
  await expect(refused).rejects.toThrow(message === 'no' ? 'ACCESS_TOKEN_KEYS' : message);
});

test('.dev.vars keeps everything else, and only its owner reads it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  try {
    const path = join(folder, '.dev.vars');
    writeFileSync(path, `# mine\nADMIN_TOKEN='kept'\nACCESS_TOKEN_KEYS='${rotated('[]')}'\n`);
    const before = readFileSync(path, 'utf8');
    const kids = (await rotateLocal(path)) as string[];
    const after = readFileSync(path, 'utf8');
    expect(kids).toHaveLength(2);
    expect(after).toContain("# mine\nADMIN_TOKEN='kept'\n");
    expect(after).toContain(kids[0]);
    expect(before).toContain(kids[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
