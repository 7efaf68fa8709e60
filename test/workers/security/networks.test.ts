import { env } from 'cloudflare:workers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { HTTP_LIMITS } from '../../../src/platform/verbs/limits.ts';
import { account } from '../support/accounts.ts';
import { type Call, call, createDocument, person } from '../support/api.ts';
import { setLink } from '../support/sharing.ts';

const SITE = '2001:db8:5';

/** Every place that counts by network address, with a request that is counted there. */
const PLACES: [purpose: string, count: number, request: () => Promise<[string, Call]>][] = [
  [
    'login-from',
    HTTP_LIMITS.loginsFromAddress.count,
    async () => [
      '/v1/auth/login',
      { method: 'POST', body: { email: (await account()).email, password: 'wrong' } },
    ],
  ],
  [
    'register-from',
    HTTP_LIMITS.registrationFromAddress.count,
    async () => ['/v1/auth/register', { method: 'POST', body: { ...NEW, email: 'n@example.com' } }],
  ],
  [
    'mail-from',
    HTTP_LIMITS.accountMailFromAddress.count,
    async () => ['/v1/auth/password/forgot', { method: 'POST', body: { email: `${next()}@example.com` } }],
  ],
  [
    'links-from',
    HTTP_LIMITS.linksFromAddress.count,
    async () => ['/v1/auth/verify-email', { method: 'POST', body: { token: 'x'.repeat(43) } }],
  ],
  [
    'links-from',
    HTTP_LIMITS.linksFromAddress.count,
    async () => ['/v1/auth/password/reset', { method: 'POST', body: { ...RESET, token: 'x'.repeat(43) } }],
  ],
  [
    'guest-from',
    HTTP_LIMITS.guestsFromAddress.count,
    async () => {
      const ada = await person();
      const token = await setLink(ada, await createDocument(ada), { role: 'viewer' });
      return [`/v1/links/${token}/guest`, { method: 'POST', body: { name: 'Guest' } }];
    },
  ],
  ['admin', HTTP_LIMITS.adminFromAddress.count, async () => ['/v1/admin/backups', { token: 'wrong' }]],
];
const NEW = { password: 'x'.repeat(8), name: 'X' };
const RESET = { password: 'a long enough passphrase 7' };

let made = 0;
const next = () => `network-${made++}`;

test.each(PLACES)('%s: a /64 is one, and a /48 has a bound of its own', async (purpose, count, request) => {
  const counted = (key: string, times: number) =>
    env.DB.prepare('INSERT OR REPLACE INTO throttles VALUES (?, ?, ?)')
      .bind(`${purpose}:${key}`, times, Date.now() + 600_000)
      .run();
  const statusFrom = async (address: string) => {
    const [path, init] = await request();
    return (await call(path, { ...init, headers: { 'CF-Connecting-IP': address } })).status;
  };
  await counted(`${SITE}:1::/64`, count);
  expect(await statusFrom(`${SITE}:1:aaaa::1`)).toBe(429);
  expect(await statusFrom(`${SITE}:1::2`)).toBe(429);
  expect(await statusFrom(`${SITE}:2::1`)).not.toBe(429);
  await counted(`${SITE}::/48`, count * HTTP_LIMITS.siteFactor);
  expect(await statusFrom(`${SITE}:3::1`)).toBe(429);
  expect(await statusFrom('2001:db8:6::1')).not.toBe(429);
  await env.DB.prepare('DELETE FROM throttles').run();
});

test('fourteen addresses of one /64 try the admin token as one', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 14; i++) {
    const headers = { 'CF-Connecting-IP': `2001:db8:7:1::${i + 1}` };
    statuses.push((await call('/v1/admin/backups', { token: 'wrong', headers })).status);
  }
  expect(statuses).toEqual([...new Array(10).fill(401), ...new Array(4).fill(429)]);
});

test('attempts at one account come from a /64 as from one place', async () => {
  const { email } = await account();
  const statuses: number[] = [];
  // The wait after the fifth attempt is a second, which hashing a password can take on a slow machine.
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  for (let i = 0; i < 7; i++) {
    const headers = { 'CF-Connecting-IP': `2001:db8:8:1::${i + 1}` };
    const response = await call('/v1/auth/login', {
      method: 'POST',
      body: { email, password: 'wrong' },
      headers,
    });
    statuses.push(response.status);
  }
  expect(statuses.slice(0, 5)).toEqual(new Array(5).fill(401));
  expect(statuses[5]).toBe(429);
});

test('ordinary requests are counted by /64, and by the /48 around it', async () => {
  const keys: string[] = [];
  const spies = (['RATE_LIMIT_AUTH', 'RATE_LIMIT_ADDRESS', 'RATE_LIMIT_SITE'] as const).map((name) =>
    vi.spyOn(env[name], 'limit').mockImplementation(async ({ key }) => {
      keys.push(`${name} ${key}`);
      return { success: name !== 'RATE_LIMIT_SITE' };
    }),
  );
  const headers = { 'CF-Connecting-IP': '2001:db8:9:1::1' };
  for (const path of ['/v1/docs', '/v1/auth/validate', '/readyz']) {
    const refused = await call(path, { headers });
    expect([refused.status, refused.headers.get('RateLimit-Limit')]).toEqual([429, '2000']);
  }
  for (const spy of spies) spy.mockRestore();
  expect(keys).toEqual([
    'RATE_LIMIT_ADDRESS 2001:db8:9:1::/64',
    'RATE_LIMIT_SITE 2001:db8:9::/48',
    'RATE_LIMIT_AUTH address:2001:db8:9:1::/64',
    'RATE_LIMIT_SITE address:2001:db8:9::/48',
    'RATE_LIMIT_ADDRESS outside:2001:db8:9:1::/64',
    'RATE_LIMIT_SITE outside:2001:db8:9::/48',
  ]);
});
