import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { backOff } from '../../../src/platform/db/backoff.ts';
import { database } from '../../../src/platform/db/database.ts';
import { hashedAddress } from '../../../src/platform/verbs/attempts.ts';
import { account, attemptedJustNow, PASSWORD } from '../support/accounts.ts';
import { call } from '../support/api.ts';

const db = database(env.DB);

function attempt(email: string, password: string, from: string): Promise<Response> {
  return call('/v1/auth/login', {
    method: 'POST',
    body: { email, password },
    headers: { 'CF-Connecting-IP': from },
  });
}

async function statusOf(...args: Parameters<typeof attempt>): Promise<number> {
  return (await attempt(...args)).status;
}

// Ages every counter by this time.
async function pass(ms: number): Promise<void> {
  await env.DB.prepare("UPDATE throttles SET expires_at = expires_at - ? WHERE key LIKE 'login%'")
    .bind(ms)
    .run();
}

test('waits double from attempt to attempt, up to a bound, and grow only by attempts that were let through', async () => {
  const bound = { free: 3, first: 1000, longest: 5000 };
  let now = 1_000_000;
  const go = () => backOff(db, 'doubling', bound, now);
  expect([await go(), await go(), await go()]).toEqual([0, 0, 0]);
  for (const wait of [1000, 2000, 4000, 5000, 5000]) {
    for (let i = 0; i < 5; i++) expect(await go()).toBe(wait);
    now += wait - 1;
    expect(await go()).toBe(1);
    now += 1;
    expect(await go()).toBe(0);
  }
  now += 24 * 60 * 60 * 1000;
  expect([await go(), await go(), await go()]).toEqual([0, 0, 0]);
  expect(await go()).toBe(1000);
});

test('of many attempts at once no more pass than one after the other', async () => {
  const bound = { free: 5, first: 1000, longest: 5000 };
  const waits = await Promise.all(
    Array.from({ length: 20 }, () => backOff(db, 'at once', bound, Date.now())),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

test('a right password after the wait works, and forgets the wrong ones', async () => {
  const ada = await account();
  const here = '192.0.2.1';
  for (let i = 0; i < 5; i++) expect(await statusOf(ada.email, `guess ${i}`, here)).toBe(401);
  await attemptedJustNow();
  expect(await statusOf(ada.email, PASSWORD, here)).toBe(429);
  await pass(1000);
  expect(await statusOf(ada.email, 'guess', here)).toBe(401);
  await attemptedJustNow();
  const refused = await attempt(ada.email, PASSWORD, here);
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '2']);
  await pass(2000);
  expect(await statusOf(ada.email, PASSWORD, here)).toBe(200);
  for (let i = 0; i < 5; i++) expect(await statusOf(ada.email, `guess ${i}`, here)).toBe(401);
});

test('guesses from many addresses slow each other down, but not a user at a known address', async () => {
  const ada = await account();
  const home = '192.0.2.7';
  expect(await statusOf(ada.email, PASSWORD, home)).toBe(200);
  expect(await statusOf(ada.email, 'guess', '198.51.100.1')).toBe(401);
  await attemptedJustNow(`login:${hashedAddress(ada.email)}`, 1000);
  const refused = await attempt(ada.email, PASSWORD, '198.51.100.2');
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '60']);
  expect(await statusOf(ada.email, PASSWORD, home)).toBe(200);
});

test('an account that does not exist is throttled as one that does', async () => {
  const here = '192.0.2.9';
  const email = 'nobody.here@example.com';
  for (let i = 0; i < 5; i++) expect(await statusOf(email, 'guess', here)).toBe(401);
  await attemptedJustNow();
  const refused = await attempt(email, 'guess', here);
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '1']);
});

test('counters hold no address of a mailbox', async () => {
  await statusOf('tried.only@example.com', 'guess', '192.0.2.10');
  const rows = JSON.stringify((await env.DB.prepare('SELECT * FROM throttles').all()).results);
  expect(rows).not.toContain('tried.only');
});
