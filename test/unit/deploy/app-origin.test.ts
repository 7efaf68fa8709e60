import { expect, test } from 'vitest';
// @ts-expect-error: a script, without types
import { accountOf, appOriginOf, jsonIn, workersDevName } from '../../../.scripts/app-origin.mjs';

const config = (more: Record<string, unknown> = {}) => ({
  name: 'docs-production',
  vars: { APP_ORIGIN: '' },
  routes: undefined,
  route: undefined,
  workers_dev: true,
  ...more,
});
const notAsked = () => Promise.reject(new Error('was asked'));

test("the operator's setting comes first, then the first custom domain, then the address on workers.dev", async () => {
  const routes = [
    { pattern: 'example.com/docs/*', zone_name: 'example.com' },
    { pattern: 'docs.example.com', custom_domain: true },
  ];
  const said = { APP_ORIGIN: 'https://write.example.com/' };
  expect(await appOriginOf(config({ vars: said, routes }), notAsked)).toBe('https://write.example.com');
  expect(await appOriginOf(config({ routes }), notAsked)).toBe('https://docs.example.com');
  expect(await appOriginOf(config({ routes, workers_dev: false }), notAsked)).toBe(
    'https://docs.example.com',
  );
  expect(await appOriginOf(config(), async () => 'acme')).toBe('https://docs-production.acme.workers.dev');
  expect(await appOriginOf(config({ routes: ['example.com/*'] }), async () => 'acme')).toBe(
    'https://docs-production.acme.workers.dev',
  );
});

test('nothing is deployed without an address that links can lead to', async () => {
  await expect(appOriginOf(config({ workers_dev: false }), notAsked)).rejects.toThrow(
    'APP_ORIGIN is not set',
  );
  for (const APP_ORIGIN of [
    'docs.example.com',
    'http://docs.example.com',
    'https://docs.example.com/app',
    'https://docs.example.com/?x',
    'https://ada@docs.example.com',
    'javascript:alert(1)',
  ]) {
    await expect(appOriginOf(config({ vars: { APP_ORIGIN } }), notAsked)).rejects.toThrow(/such as https:/);
  }
});

test("the account’s name is asked for with wrangler's credential; a refusal says what to do", async () => {
  const asked: [string, Record<string, string>][] = [];
  const answering =
    (status: number, body: unknown) => async (url: string, init: { headers: Record<string, string> }) => {
      asked.push([url, init.headers]);
      return Response.json(body, { status });
    };
  const token = { type: 'oauth', token: 'secret' };
  const found = answering(200, { success: true, result: { subdomain: 'acme' } });
  expect(await workersDevName(token, 'a1', found as never)).toBe('acme');
  await workersDevName({ type: 'api_key', key: 'k', email: 'ada@example.com' }, 'a1', found as never);
  const url = 'https://api.cloudflare.com/client/v4/accounts/a1/workers/subdomain';
  expect(asked).toEqual([
    [url, { Authorization: 'Bearer secret' }],
    [url, { 'X-Auth-Key': 'k', 'X-Auth-Email': 'ada@example.com' }],
  ]);
  const refusals: [number, unknown, RegExp][] = [
    [404, { errors: [{ message: 'no subdomain yet' }] }, /no subdomain yet.*APP_ORIGIN/],
    [200, { result: { subdomain: '' } }, /APP_ORIGIN/],
    [200, { result: { subdomain: 'evil.example/' } }, /APP_ORIGIN/],
    [502, 'not JSON at all', /status 502/],
  ];
  for (const [status, body, why] of refusals)
    await expect(workersDevName(token, 'a1', answering(status, body) as never)).rejects.toThrow(why);
});

test('the account is the configured one, or the only one', () => {
  expect(accountOf('a1', {})).toBe('a1');
  expect(accountOf(undefined, { accounts: [{ id: 'a2' }] })).toBe('a2');
  for (const accounts of [[], [{ id: 'a2' }, { id: 'a3' }], undefined])
    expect(() => accountOf(undefined, { accounts })).toThrow('CLOUDFLARE_ACCOUNT_ID');
});

test("JSON is found after wrangler's warnings", () => {
  expect(jsonIn('▲ [WARNING] something {odd}\n\n{\n  "type": "oauth"\n}\n')).toEqual({ type: 'oauth' });
  expect(jsonIn('[]')).toEqual([]);
  expect(() => jsonIn('nothing')).toThrow();
});
