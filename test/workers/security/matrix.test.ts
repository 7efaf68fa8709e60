import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { randomId } from '../../../src/base/ids.ts';
import { call, type Json } from '../support/api.ts';
import { holdEvents } from '../support/events.ts';
import { Company, expected, KINDS, type Kind } from './callers.ts';
import { everyRoute, everySample, requestOf } from './routes.ts';
import { SAMPLES } from './samples.ts';

// Refusals that depend on the caller; a 401 or 403 with another code depends on the request.
const ABOUT_THE_CALLER = new Set([
  'unauthenticated',
  'token_expired',
  'person_needed',
  'insufficient_scope',
  'forbidden',
  'not_found',
]);

let cases = 0;

beforeEach(() => {
  // Who may do what does not depend on the archive, and each allowed change makes a new document.
  vi.spyOn(env.DOCUMENT_CHANGES, 'send').mockResolvedValue({} as QueueSendResponse);
});

test('every route declares its access and has a request here; no request is for a missing route', () => {
  const routes = everyRoute();
  expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
  const names = Object.keys(SAMPLES).map((name) => name.replace(/ \(.*\)$/, ''));
  expect([...new Set(names)].sort()).toEqual(routes.map(({ name }) => name).sort());
});

describe('who may do what', () => {
  let company: Company | null = null;

  test.each(everySample().map((sample) => [sample.name, sample] as const))(
    '%s',
    async (_, { route, sample }) => {
      holdEvents();
      const wrong: unknown[] = [];
      const access = sample.access ?? route.access ?? '';
      const shouldBe = (kind: Kind) =>
        access === 'public' ? 'allowed' : expected(route.access ?? '', access, kind);
      // Refused requests come first: they change nothing, so one world serves them all.
      const kinds = KINDS.toSorted(
        (one, other) => Number(shouldBe(one) === 'allowed') - Number(shouldBe(other) === 'allowed'),
      );
      for (const kind of kinds) {
        company ??= await Company.found();
        const caller = await company.caller(kind);
        const { path, method, body, headers } = await requestOf(route, sample, {
          ...company.world,
          self: caller.id,
        });
        const response = await call(path, {
          method,
          token: caller.token,
          body,
          headers: { ...headers, 'CF-Connecting-IP': randomId() },
        });
        const text = await response.text();
        cases++;
        const { code } = problemOf(text);
        if (access === 'public') {
          const refuses = code === 'person_needed' || code === 'insufficient_scope';
          if (response.status >= 500 || refuses)
            wrong.push({ kind: kind.name, status: response.status, text });
          continue;
        }
        const should = shouldBe(kind);
        const isRefused = [401, 403, 404].includes(response.status) && ABOUT_THE_CALLER.has(code ?? '');
        const missed = response.status === 404 && sample.mayMiss === true;
        const did = isRefused && !(should === 'allowed' && missed) ? response.status : 'allowed';
        // An allowed request may have changed it.
        if (did === 'allowed' && method !== 'GET') company = null;
        if (did !== should || response.status >= 500)
          wrong.push({ kind: kind.name, should, did, status: response.status, text: text.slice(0, 200) });
      }
      // A public action, such as signing out, may have ended a caller's credential.
      if (access === 'public') company = null;
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});

test(`${everySample().length} requests by ${KINDS.length} callers are ${everySample().length * KINDS.length} cases, and none was left out`, () => {
  expect(cases).toBe(everySample().length * KINDS.length);
});

function problemOf(text: string): { code?: string } {
  try {
    return (JSON.parse(text) as Json) ?? {};
  } catch {
    return {};
  }
}
